"""What the pages of quality show."""

from .actions import ActionRow, action_rows, actions_section, claim_line, containment_section, may_action
from .common import due_state
from .costs import cost_section
from .decisions import decision_section
from .figures import Comparison, comparison
from .investigations import STAGES, InvestigationRow, investigation_rows, may, missing, steps, to_sign
from .meetings import case_rows, may_meeting, meeting_rows, meeting_state, meeting_tabs
from .reports import report_section, version_rows
from .sections import record
from .side import side
from .tabs import action_tabs, related, tabs
from .tickets import ticket_section
from .waiting import action_wait, investigation_wait

__all__ = [
    "ActionRow",
    "Comparison",
    "InvestigationRow",
    "STAGES",
    "action_rows",
    "action_tabs",
    "action_wait",
    "actions_section",
    "case_rows",
    "claim_line",
    "comparison",
    "containment_section",
    "cost_section",
    "decision_section",
    "due_state",
    "investigation_rows",
    "investigation_wait",
    "may",
    "may_action",
    "may_meeting",
    "meeting_rows",
    "meeting_state",
    "meeting_tabs",
    "missing",
    "record",
    "report_section",
    "side",
    "steps",
    "related",
    "tabs",
    "ticket_section",
    "to_sign",
    "version_rows",
]
