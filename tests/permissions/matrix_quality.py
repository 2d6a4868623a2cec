"""Who gets past 404 on the routes of quality. What one sees but may not do, the services refuse with 403."""

from complaints.quality.verbs import ACTIONS, INVESTIGATIONS

READERS = frozenset({"service", "manager", "gm", "quality", "quality_manager", "executive", "colleague", "auditor"})
QUALITY = frozenset({"quality", "quality_manager"})
TICKET_READERS = READERS | {"rep"}

ROWS: dict[str, frozenset[str] | str] = {
    "investigations": READERS,
    "investigation_new": QUALITY,
    "investigation": READERS,
    "investigation_findings": READERS,
    "investigation_team": READERS,
    "investigation_action": READERS,
    "investigation_decision": READERS,
    "investigation_send_back": READERS,
    "investigation_reopen": READERS,
    "investigation_close": READERS,
    "investigation_file": READERS,
    "investigation_reports": READERS,
    "investigation_report_new": READERS,
    "investigation_report": READERS,
    "investigation_report_sign": READERS,
    "investigation_report_retry": READERS,
    "actions": READERS,
    "action": READERS,
    "action_complete": READERS,
    "action_verify": READERS,
    "action_resume": READERS,
    "action_file": READERS,
    "ticket_form": TICKET_READERS,
    "ticket_approval_form": TICKET_READERS,
    "api-investigation-list": READERS,
    "api-investigation-detail": READERS,
    **{f"api-investigation-{verb}": READERS for verb in INVESTIGATIONS},
    "api-action-list": READERS,
    "api-action-detail": READERS,
    **{f"api-action-{verb}": READERS for verb in ACTIONS},
}
