"""Who gets past 404 on the routes of risk, reception and the documents of returned goods."""

from complaints.verbs_reception import VISITORS
from tests.complaints import factories as tickets

TICKET_READERS = frozenset(
    {"service", "rep", "manager", "gm", "quality", "quality_manager", "executive", "colleague", "auditor"}
)
DESK = frozenset({"service", "manager"})
RULE_READERS = frozenset({"manager", "gm", "admin", "executive", "auditor"})

ROWS: dict[str, frozenset[str] | str] = {
    "risk_rules": RULE_READERS,
    "risk_rule": RULE_READERS,
    "api-risk-rule-list": RULE_READERS,
    "api-risk-rule-detail": RULE_READERS,
    "api-risk-rule-change": RULE_READERS,
    "ticket_goods_receipt": TICKET_READERS,
    "ticket_return_labels": TICKET_READERS,
    "reception": DESK,
    "reception_take": DESK,
    "reception_call": DESK,
    "reception_announce": DESK,
    "reception_announce_end": DESK,
    "reception_display": "public",
    "visitor_step": DESK,
    "api-visitor-list": DESK,
    "api-visitor-detail": DESK,
    **{f"api-visitor-{verb}": DESK for verb in (*VISITORS, "call-next", "announce", "end-announcement")},
    "api-visitor-display": "public",
}

# The receipt is there once goods came.
OBJECTS = {
    "ticket_goods_receipt": lambda people: {"number": tickets.fulfilled(people).number},
    "api-ticket-goods-receipt": lambda people: {"number": tickets.fulfilled(people).number},
}
