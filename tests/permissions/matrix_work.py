"""Who gets past 404 on the routes of the daily work. What one sees but may not do, the services refuse with 403."""

SETTERS = frozenset({"manager", "admin"})
RULE_READERS = SETTERS | {"gm", "executive", "auditor"}
DATED_VERBS = ("list", "detail", "history", "change", "end", "preview")
TICKET_READERS = frozenset(
    {"service", "rep", "manager", "gm", "quality", "quality_manager", "executive", "colleague", "auditor"}
)
PHRASE_READERS = SETTERS | {"service", "rep", "colleague"}

ROWS: dict[str, frozenset[str] | str] = {
    "tickets_bulk": TICKET_READERS,
    "api-ticket-bulk": TICKET_READERS,
    "api-ticket-history": TICKET_READERS,
    "ticket_history": TICKET_READERS,
    "reminder_done": TICKET_READERS,
    "api-reminder-list": TICKET_READERS,
    "api-reminder-detail": TICKET_READERS,
    "api-reminder-done": TICKET_READERS,
    "calls_ringing": frozenset({"service", "manager", "rep"}),
    "api-call-list": SETTERS | {"service", "rep"},
    "assignment_rules": SETTERS,
    "assignment_rule_new": SETTERS,
    "assignment_rule": SETTERS,
    "api-assignment-rule-list": PHRASE_READERS,
    "api-assignment-rule-detail": PHRASE_READERS,
    "promise_rules": RULE_READERS,
    "promise_rule_new": SETTERS,
    "promise_rule": RULE_READERS,
    "promise_rule_end": RULE_READERS,
    "authority_rules": RULE_READERS,
    "authority_rule_new": frozenset({"admin"}),
    "authority_rule": RULE_READERS,
    "authority_rule_end": RULE_READERS,
    **{f"api-promise-rule-{verb}": RULE_READERS for verb in DATED_VERBS},
    **{f"api-authority-rule-{verb}": RULE_READERS | {"service"} for verb in DATED_VERBS},
    "phrases": SETTERS,
    "phrase_new": SETTERS,
    "phrase": SETTERS,
    "api-phrase-list": PHRASE_READERS,
    "api-phrase-detail": PHRASE_READERS,
}


def _phrase(people: object) -> dict[str, int]:
    from complaints.models import Phrase

    return {"pk": Phrase.objects.first().pk}


def _reminder(people: object) -> dict[str, int]:
    from datetime import timedelta

    from complaints.models import Ticket
    from complaints.services.reminders import remind
    from tests.factories import NOW

    ticket = Ticket.objects.first()
    return {"pk": remind(ticket_id=ticket.pk, due_at=NOW + timedelta(days=1), actor=people.clerk, now=NOW).pk}


def _rule(people: object) -> dict[str, int]:
    from complaints.services.assignment import create_rule
    from tests.factories import NOW

    return {"pk": create_rule(actor=people.manager, now=NOW, owner=people.clerk).pk}


def _promise(people: object) -> dict[str, int]:
    from complaints.models import PromiseRule

    return {"pk": PromiseRule.objects.first().pk}


def _authority(people: object) -> dict[str, int]:
    from complaints.models import AuthorityRule

    return {"pk": AuthorityRule.objects.first().pk}


OBJECTS = {
    "promise_rule": _promise,
    "api-promise-rule": _promise,
    "authority_rule": _authority,
    "api-authority-rule": _authority,
    "assignment_rule": _rule,
    "api-assignment-rule": _rule,
    "reminder_done": _reminder,
    "api-reminder": _reminder,
    "phrase": _phrase,
    "api-phrase": _phrase,
}
# The same for everybody who may read them.
SHARED = {"api-phrase-detail", "api-assignment-rule-detail"}
