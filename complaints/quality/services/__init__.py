"""Services of investigations of quality incidents, their reports and actions."""

from .actions import add_action, complete_action, remind_overdue_actions, resume_action, verify_action
from .investigations import (
    close_investigation,
    open_investigation,
    record_decision,
    reopen_investigation,
    save_findings,
    send_back_investigation,
    set_team,
)
from .reports import file_report, render_due_reports, retry_report, sign_report

__all__ = [
    "add_action",
    "close_investigation",
    "complete_action",
    "file_report",
    "open_investigation",
    "record_decision",
    "remind_overdue_actions",
    "render_due_reports",
    "reopen_investigation",
    "resume_action",
    "retry_report",
    "save_findings",
    "send_back_investigation",
    "set_team",
    "sign_report",
    "verify_action",
]
