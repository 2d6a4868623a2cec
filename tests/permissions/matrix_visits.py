"""Who gets past 404 on the routes of visits. What one sees but may not do, the services refuse with 403."""

from tests.factories import NOW, customer_of
from tests.factories.visits import visit_of
from visits.models import LetterBatch, LetterTemplate, MaintenancePlan, VisitException
from visits.services.feeds import make_address
from visits.services.kinds import agree_maintenance
from visits.services.letters import send_letters
from visits.verbs import LETTER_TEMPLATES, MAINTENANCE, VISITS

RECORDERS = frozenset({"service", "rep", "manager"})
REPLANNERS = frozenset({"manager"})
# The secret is the permission.
SHARED = frozenset({"calendar_feed"})
READERS = frozenset({"service", "rep", "manager", "gm", "executive", "auditor"})


def _exception(people):
    row, _made = VisitException.objects.get_or_create(customer=people.customer, defaults={"months": 2, "reason": "x"})
    return row


def _template():
    texts = {
        "subject": "回访 {customer}",
        "body": "尊敬的{contact}：",
        "subject_en": "Visit",
        "body_en": "Dear {contact}",
    }
    row, _made = LetterTemplate.objects.get_or_create(name="信", defaults={"channel": "letter", **texts})
    return row


def _batch(people):
    """A letter that was written, of a visit that is due no longer."""
    if found := LetterBatch.objects.first():
        return found
    customer = customer_of(people.east, rep=people.rep, number="CU-2026-70001", name="来信示例厂")
    visit_of(customer, rep=people.rep, due_on=NOW.date(), channel="letter")
    return send_letters(actor=people.manager, now=NOW, template=_template(), language="en")


def _maintained(people):
    found = MaintenancePlan.objects.filter(purchase=people.sold).first()
    terms = {"months": 12, "starts_on": NOW.date()}
    return found or agree_maintenance(actor=None, now=NOW, purchase_id=people.sold.pk, **terms)


OBJECTS = {
    "visit_exception": lambda people: {"number": _exception(people).customer.number},
    "visit_calendar_day": lambda people: {"on": "2026-11-18"},
    "letter_template": lambda people: {"pk": _template().pk},
    "letter_batch": lambda people: {"pk": _batch(people).pk},
    "api-letter-template-": lambda people: {"pk": _template().pk},
    "api-letter-batch-": lambda people: {"pk": _batch(people).pk},
    "maintenance_": lambda people: {"pk": _maintained(people).purchase_id},
    "api-maintenance-plan-": lambda people: {"pk": _maintained(people).pk},
    "calendar_feed": lambda people: {"token": make_address(actor=people.rep, now=NOW)},
    "api-visit-exception-": lambda people: {"pk": _exception(people).pk},
}
ROWS: dict[str, frozenset[str] | str] = {
    "visits": READERS,
    "visit": READERS,
    "visit_step": READERS,
    "api-visit-list": READERS,
    "api-visit-detail": READERS,
    **{f"api-visit-{verb}": READERS for verb in VISITS},
    "visit_exceptions": READERS,
    "visit_exception": READERS,
    "visit_exception_end": READERS,
    "api-visit-exception-list": READERS,
    "api-visit-exception-detail": READERS,
    "api-visit-exception-end": READERS,
    "visit_calendar": READERS,
    "visit_calendar_day": READERS,
    "visit_feed": READERS,
    "visit_feed_revoke": READERS,
    "calendar_feed": "public",
    "visit_replanning": REPLANNERS,
    "api-visit-day-list": READERS,
    "api-visit-load-list": READERS,
    "api-visit-hand-over-list": REPLANNERS,
    "api-visit-hand-over-preview": REPLANNERS,
    "api-calendar-address-list": READERS,
    "api-calendar-address-revoke": READERS,
    "visit_letters": RECORDERS,
    "letter_batch": RECORDERS,
    "letter_template": REPLANNERS,
    "letter_template_new": REPLANNERS,
    "api-letter-template-list": RECORDERS,
    "api-letter-template-list:create": REPLANNERS,
    "api-letter-template-detail": RECORDERS,
    **{f"api-letter-template-{verb}": RECORDERS for verb in LETTER_TEMPLATES},
    "api-letter-batch-list": RECORDERS,
    "api-letter-batch-detail": RECORDERS,
    "maintenance_plans": READERS,
    "maintenance_plan": READERS,
    "maintenance_end": READERS,
    "api-maintenance-plan-list": READERS,
    "api-maintenance-plan-detail": READERS,
    **{f"api-maintenance-plan-{verb}": READERS for verb in MAINTENANCE},
}
