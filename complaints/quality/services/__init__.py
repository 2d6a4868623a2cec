"""Services of investigations of quality incidents, their reports and actions."""

from .actions import ActionSource, add_action, complete_action
from .batches import record_batch, set_warning_rules
from .claims import ClaimTerms, record_answer, record_letter, record_payment
from .costs import record_cost, take_back_cost
from .decisions import decide_case, record_decision
from .escalation import remind_overdue_actions
from .investigations import (
    close_investigation,
    open_investigation,
    reopen_investigation,
    save_findings,
    send_back_investigation,
    set_team,
)
from .judging import cancel_action, follow_up_action, resume_action, verify_action
from .meetings import assign_action, cancel_meeting, change_meeting, hold_meeting, note_case, plan_meeting
from .nudging import nudge_action, nudge_investigation
from .record import add_photos, save_causes, save_identification, save_whys, set_plan, stand_down
from .recurrence import dismiss_recurrence, watch
from .reports import file_report, render_due_reports, retry_report, sign_report
from .warnings import dismiss_warning, investigate_warning, sweep_batches

__all__ = [
    "ActionSource",
    "ClaimTerms",
    "add_action",
    "add_photos",
    "assign_action",
    "cancel_action",
    "cancel_meeting",
    "change_meeting",
    "close_investigation",
    "complete_action",
    "decide_case",
    "dismiss_recurrence",
    "dismiss_warning",
    "file_report",
    "follow_up_action",
    "hold_meeting",
    "investigate_warning",
    "note_case",
    "nudge_action",
    "nudge_investigation",
    "open_investigation",
    "plan_meeting",
    "record_answer",
    "record_batch",
    "record_cost",
    "record_decision",
    "record_letter",
    "record_payment",
    "remind_overdue_actions",
    "render_due_reports",
    "reopen_investigation",
    "resume_action",
    "retry_report",
    "save_causes",
    "save_findings",
    "save_identification",
    "save_whys",
    "send_back_investigation",
    "set_plan",
    "set_team",
    "set_warning_rules",
    "sign_report",
    "stand_down",
    "sweep_batches",
    "take_back_cost",
    "verify_action",
    "watch",
]
