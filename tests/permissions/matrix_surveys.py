"""Who gets past 404 on the routes of surveys."""

READERS = frozenset({"service", "rep", "manager", "gm", "quality_manager", "executive", "auditor"})

ROWS: dict[str, frozenset[str] | str] = {
    "survey": "public",
    "surveys": READERS,
    "responses": READERS,
    "api-questionnaire-list": READERS,
    "api-questionnaire-detail": READERS,
    "api-invitation-list": frozenset({"manager"}),
    "api-invitation-reissue": frozenset({"manager"}),
    # GET is for readers; POST is the customer's own, by the token of the link.
    "api-response-list": READERS,
    "api-response-list:create": "public",
    "api-response-figures": READERS,
}
