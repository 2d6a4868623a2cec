"""Who gets past 404 on the routes of risk, reception and the documents of returned goods."""

TICKET_READERS = frozenset(
    {"service", "rep", "manager", "gm", "quality", "quality_manager", "executive", "colleague", "auditor"}
)
RULE_READERS = frozenset({"manager", "gm", "admin", "executive", "auditor"})

ROWS: dict[str, frozenset[str] | str] = {
    "risk_rules": RULE_READERS,
    "risk_rule": RULE_READERS,
    "api-ticket-acknowledge": TICKET_READERS,
    "api-risk-rule-list": RULE_READERS,
    "api-risk-rule-detail": RULE_READERS,
    "api-risk-rule-change": RULE_READERS,
}
