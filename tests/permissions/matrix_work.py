"""Who gets past 404 on the routes of the daily work. What one sees but may not do, the services refuse with 403."""

SETTERS = frozenset({"manager", "admin"})
PHRASE_READERS = SETTERS | {"service", "rep", "colleague"}

ROWS: dict[str, frozenset[str] | str] = {
    "phrases": SETTERS,
    "phrase_new": SETTERS,
    "phrase": SETTERS,
    "api-phrase-list": PHRASE_READERS,
    "api-phrase-detail": PHRASE_READERS,
}
