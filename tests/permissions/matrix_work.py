"""Who gets past 404 on the routes of the daily work. What one sees but may not do, the services refuse with 403."""

from complaints.verbs_calls import MISSED_CALLS

SETTERS = frozenset({"manager", "admin"})
RULE_READERS = SETTERS | {"gm", "executive", "auditor"}
CALLERS = frozenset({"service", "manager", "rep"})
DATED_VERBS = ("list", "detail", "history", "change", "end", "preview")
TICKET_READERS = frozenset(
    {"service", "rep", "manager", "gm", "quality", "quality_manager", "executive", "colleague", "auditor"}
)
CANNED_REPLY_READERS = SETTERS | {"service", "rep", "colleague"}

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
    "missed_calls": CALLERS,
    "missed_call_step": CALLERS,
    "api-missed-call-list": CALLERS,
    "api-missed-call-detail": CALLERS,
    **{f"api-missed-call-{verb}": CALLERS for verb in MISSED_CALLS},
    "assignment_rules": SETTERS,
    "assignment_rule_new": SETTERS,
    "assignment_rule": SETTERS,
    "api-assignment-rule-list": CANNED_REPLY_READERS,
    "api-assignment-rule-detail": CANNED_REPLY_READERS,
    "sla_policies": RULE_READERS,
    "sla_policy_new": SETTERS,
    "sla_policy": RULE_READERS,
    "sla_policy_end": RULE_READERS,
    "authority_rules": RULE_READERS,
    "authority_rule_new": frozenset({"admin"}),
    "authority_rule": RULE_READERS,
    "authority_rule_end": RULE_READERS,
    **{f"api-sla-policy-{verb}": RULE_READERS for verb in DATED_VERBS},
    **{f"api-authority-rule-{verb}": RULE_READERS | {"service"} for verb in DATED_VERBS},
    "canned_replies": SETTERS,
    "canned_reply_new": SETTERS,
    "canned_reply": SETTERS,
    "api-canned-reply-list": CANNED_REPLY_READERS,
    "api-canned-reply-detail": CANNED_REPLY_READERS,
    "tags": SETTERS,
    "tag_new": SETTERS,
    "tag": SETTERS,
    "api-tag-list": TICKET_READERS | {"admin"},
    "api-tag-detail": TICKET_READERS | {"admin"},
}


def _canned_reply(people: object) -> dict[str, int]:
    from complaints.models import CannedReply

    return {"pk": CannedReply.objects.first().pk}


def _tag(people: object) -> dict[str, int]:
    from complaints.models import Tag
    from complaints.services.tags import create_tag
    from tests.factories import NOW

    return {"pk": (Tag.objects.first() or create_tag(actor=people.manager, now=NOW, name="包装")).pk}


def _reminder(people: object) -> dict[str, int]:
    from datetime import timedelta

    from complaints.models import Ticket
    from complaints.services.reminders import remind
    from tests.factories import NOW

    ticket = Ticket.objects.first()
    return {"pk": remind(ticket_id=ticket.pk, due_at=NOW + timedelta(days=1), actor=people.clerk, now=NOW).pk}


def _missed_call(people: object) -> dict[str, object]:
    from complaints.services.calls import record_call
    from tests.factories import NOW

    # It rang at the rep's telephone, so that everybody who may call back sees it.
    call = record_call(
        actor=people.manager, now=NOW, call_id="missed", rang_at=NOW, phone="021-1234567", user=people.rep, missed=True
    )
    return {"pk": call.missed.pk}


def _missed_call_step(people: object) -> dict[str, object]:
    return {**_missed_call(people), "name": "finish"}


def _rule(people: object) -> dict[str, int]:
    from complaints.services.assignment import create_rule
    from tests.factories import NOW

    return {"pk": create_rule(actor=people.manager, now=NOW, owner=people.clerk).pk}


def _sla_target(people: object) -> dict[str, int]:
    from complaints.models import SlaPolicy

    return {"pk": SlaPolicy.objects.first().pk}


def _authority(people: object) -> dict[str, int]:
    from complaints.models import AuthorityRule

    return {"pk": AuthorityRule.objects.first().pk}


OBJECTS = {
    "sla_policy": _sla_target,
    "api-sla-policy": _sla_target,
    "authority_rule": _authority,
    "api-authority-rule": _authority,
    "assignment_rule": _rule,
    "api-assignment-rule": _rule,
    "reminder_done": _reminder,
    "api-reminder": _reminder,
    "missed_call_step": _missed_call_step,
    "api-missed-call": _missed_call,
    "canned_reply": _canned_reply,
    "api-canned-reply": _canned_reply,
    "tag": _tag,
    "api-tag": _tag,
}
# The same for everybody who may read them.
SHARED = {"api-canned-reply-detail", "api-tag-detail", "api-assignment-rule-detail"}
