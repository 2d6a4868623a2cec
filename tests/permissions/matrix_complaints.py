"""Who gets past 404 on the routes of tickets, approvals and fulfilment. Quality has its own matrix."""

from complaints.verbs import APPROVALS as APPROVAL_VERBS
from complaints.verbs import CONVERSATION, TICKETS
from complaints.verbs_fulfilment import FULFILMENTS

READERS = frozenset(
    {"service", "rep", "manager", "gm", "quality", "quality_manager", "executive", "colleague", "auditor"}
)
LOGGERS = frozenset({"service", "rep", "manager"})
APPROVALS = frozenset({"service", "manager", "gm", "executive", "auditor"})
ROWS: dict[str, frozenset[str] | str] = {
    "tickets": READERS,
    "ticket_new": LOGGERS,
    "ticket_for": LOGGERS,
    "tickets_similar": LOGGERS,
    "ticket": READERS,
    "ticket_news": READERS,
    "ticket_people": READERS,
    "ticket_fact": READERS,
    "ticket_undo": READERS,
    "ticket_preview": READERS,
    "ticket_file": READERS,
    "ticket_step": READERS,
    "approvals": APPROVALS,
    "approval": APPROVALS,
    "approvals_approve": APPROVALS,
    "api-ticket-list": READERS,
    "api-ticket-list:create": LOGGERS,
    "api-ticket-detail": READERS,
    "api-ticket-file": READERS,
    **{f"api-ticket-{verb}": READERS for verb in {**CONVERSATION, **TICKETS}},
    **{f"api-ticket-{paper}": READERS for paper in ("form", "approval-form", "goods-receipt", "return-labels")},
    "api-approval-list": APPROVALS,
    "api-approval-detail": APPROVALS,
    "api-approval-approve": APPROVALS,
    **{f"api-approval-{verb}": APPROVALS for verb in APPROVAL_VERBS},
    "api-fulfilment-list": READERS,
    "api-fulfilment-detail": READERS,
    **{f"api-fulfilment-{verb}": READERS for verb in FULFILMENTS},
}
