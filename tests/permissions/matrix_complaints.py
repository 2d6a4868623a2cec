"""Who gets past 404 on the routes of tickets, approvals and fulfilment. Quality has its own matrix."""

READERS = frozenset(
    {"service", "rep", "manager", "gm", "quality", "quality_manager", "executive", "colleague", "auditor"}
)
LOGGERS = frozenset({"service", "rep", "manager"})
APPROVALS = frozenset({"service", "manager", "gm", "executive", "auditor"})
TICKET_VERBS = (
    "reply",
    "said",
    "note",
    "pause",
    "resume",
    "call-back",
    "hand-over",
    "take",
    "record",
    "kind",
    "classify",
    "identify",
    "propose",
    "submit",
    "answer",
    "withdraw",
    "confirm",
    "close",
    "reopen",
)
CARRYING_OUT = ("receive", "waive", "inspect", "refund", "dispatch")

ROWS: dict[str, frozenset[str] | str] = {
    "tickets": READERS,
    "ticket_new": LOGGERS,
    "ticket_for": LOGGERS,
    "tickets_similar": LOGGERS,
    "ticket": READERS,
    "ticket_file": READERS,
    "ticket_step": READERS,
    "approvals": APPROVALS,
    "approval": APPROVALS,
    "approvals_approve": APPROVALS,
    "api-ticket-list": READERS,
    "api-ticket-list:create": LOGGERS,
    "api-ticket-detail": READERS,
    "api-ticket-file": READERS,
    **{f"api-ticket-{verb}": READERS for verb in TICKET_VERBS},
    **{f"api-ticket-{paper}": READERS for paper in ("form", "approval-form", "goods-receipt", "return-labels")},
    "api-approval-list": APPROVALS,
    "api-approval-detail": APPROVALS,
    "api-approval-approve": APPROVALS,
    "api-approval-decide": APPROVALS,
    "api-approval-recall": APPROVALS,
    "api-fulfilment-list": READERS,
    "api-fulfilment-detail": READERS,
    **{f"api-fulfilment-{verb}": READERS for verb in CARRYING_OUT},
}
