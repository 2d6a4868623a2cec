"""Who gets past 404 on the routes of the daily work. What one sees but may not do, the services refuse with 403."""

SETTERS = frozenset({"manager", "admin"})
TICKET_READERS = frozenset(
    {"service", "rep", "manager", "gm", "quality", "quality_manager", "executive", "colleague", "auditor"}
)
PHRASE_READERS = SETTERS | {"service", "rep", "colleague"}

ROWS: dict[str, frozenset[str] | str] = {
    "tickets_bulk": TICKET_READERS,
    "api-ticket-bulk": TICKET_READERS,
    "phrases": SETTERS,
    "phrase_new": SETTERS,
    "phrase": SETTERS,
    "api-phrase-list": PHRASE_READERS,
    "api-phrase-detail": PHRASE_READERS,
}


def _phrase(people: object) -> dict[str, int]:
    from complaints.models import Phrase

    return {"pk": Phrase.objects.first().pk}


SHARED = {"api-phrase-detail"}
OBJECTS = {"phrase": _phrase, "api-phrase": _phrase}
# The same for everybody who may read them.
SHARED = {"api-phrase-detail"}
