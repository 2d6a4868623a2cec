"""Who gets past 404 on the routes of risk, reception and the documents of returned goods."""

from complaints.verbs_reception import VISITORS
from tests.complaints import factories as tickets

TICKET_READERS = frozenset(
    {"service", "rep", "manager", "gm", "quality", "quality_manager", "executive", "colleague", "auditor"}
)
FRONT_DESK = frozenset({"service", "manager"})
RULE_READERS = frozenset({"manager", "gm", "admin", "executive", "auditor"})

ROWS: dict[str, frozenset[str] | str] = {
    "risk_rules": RULE_READERS,
    "risk_rule": RULE_READERS,
    "api-risk-rule-list": RULE_READERS,
    "api-risk-rule-detail": RULE_READERS,
    "api-risk-rule-change": RULE_READERS,
    "ticket_goods_receipt": TICKET_READERS,
    "ticket_return_labels": TICKET_READERS,
    "reception": FRONT_DESK,
    "reception_take": FRONT_DESK,
    "reception_call": FRONT_DESK,
    "reception_announce": FRONT_DESK,
    "reception_announce_end": FRONT_DESK,
    "reception_display": "public",
    "visitor_step": FRONT_DESK,
    "api-visitor-list": FRONT_DESK,
    "api-visitor-detail": FRONT_DESK,
    **{f"api-visitor-{verb}": FRONT_DESK for verb in (*VISITORS, "call-next", "announce", "end-announcement")},
    "api-visitor-display": "public",
}

# The receipt exists after a goods receipt.
OBJECTS = {
    "ticket_goods_receipt": lambda people: {"number": tickets.fulfilled(people).number},
    "api-ticket-goods-receipt": lambda people: {"number": tickets.fulfilled(people).number},
}
