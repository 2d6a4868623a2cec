"""Who gets past 404 on the routes of visits. What one sees but may not do, the services refuse with 403."""

from aftersales.web.api.dated import DATED
from tests.factories import NOW, customer_of
from tests.factories.visits import scheduled, signed_visit, visit_of
from visits.models import (
    Cadence,
    LetterBatch,
    LetterTemplate,
    MaintenancePlan,
    VisitCapacity,
    VisitException,
    VisitReminderRule,
    VisitServiceRule,
)
from visits.services.feeds import make_address
from visits.services.kinds import agree_maintenance
from visits.services.letters import send_letters
from visits.verbs import LETTER_TEMPLATES, MAINTENANCE, VISITS

CADENCE_WRITERS = frozenset({"manager", "gm", "admin"})
CADENCE_READERS = CADENCE_WRITERS | {"executive", "auditor"}
CADENCE_VERBS = ("list", "detail", "history", "change", "end", "preview")
RECORDERS = frozenset({"service", "rep", "manager"})
REPLANNERS = frozenset({"manager"})
READERS = frozenset({"service", "rep", "manager", "gm", "executive", "auditor"})
LOAD = frozenset({"rep", "manager", "gm", "admin", "auditor"})


def _exception(people):
    defaults = {"months": 2, "reason": "x"}
    row, _made = VisitException.objects.get_or_create(customer=people.customer, kind="often", defaults=defaults)
    return row


def _signed(people):
    return signed_visit(people.customer, rep=people.rep)


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


def _schedule(people):
    scheduled()
    return {"number": people.customer.number}


OBJECTS = {
    "visit_exception": lambda people: {"number": people.customer.number, "pk": _exception(people).pk},
    "visit_cadence": lambda people: {"pk": Cadence.objects.first().pk},
    "api-visit-cadence-": lambda people: {"pk": Cadence.objects.first().pk},
    "api-visit-schedule-": _schedule,
    "api-visit-exception-": lambda people: {"pk": _exception(people).pk},
    "visit_capacity": lambda people: {"pk": VisitCapacity.objects.get().pk},
    "api-visit-capacity": lambda people: {"pk": VisitCapacity.objects.get().pk},
    "visit_reminder_rule": lambda people: {"pk": VisitReminderRule.objects.get().pk},
    "api-visit-reminder-rule": lambda people: {"pk": VisitReminderRule.objects.get().pk},
    "visit_service_rule": lambda people: {"pk": VisitServiceRule.objects.get().pk},
    "api-visit-service-rule": lambda people: {"pk": VisitServiceRule.objects.get().pk},
    "visit_calendar_day": lambda people: {"on": "2026-11-18"},
    "letter_template": lambda people: {"pk": _template().pk},
    "letter_batch": lambda people: {"pk": _batch(people).pk},
    "api-letter-template-": lambda people: {"pk": _template().pk},
    "api-letter-batch-": lambda people: {"pk": _batch(people).pk},
    "maintenance_": lambda people: {"pk": _maintained(people).purchase_id},
    "api-maintenance-plan-": lambda people: {"pk": _maintained(people).pk},
    "calendar_feed": lambda people: {"token": make_address(actor=people.rep, now=NOW)},
    "visit_record": lambda people: {"pk": _signed(people).pk},
    "visit_photo": lambda people: {"pk": (row := _signed(people)).pk, "photo": row.photos.get().pk},
    "visit_signature": lambda people: {"pk": _signed(people).pk},
}
ROWS: dict[str, frozenset[str] | str] = {
    "visits": READERS,
    "visit": READERS,
    "visit_step": READERS,
    "api-visit-list": READERS,
    "api-visit-detail": READERS,
    **{f"api-visit-{verb}": READERS for verb in VISITS},
    "visit_coverage": READERS,
    "visit_coverage_customers": READERS,
    "api-visit-coverage-list": READERS,
    "api-visit-coverage-customers": READERS,
    "visit_exceptions": READERS,
    "visit_exception": READERS,
    "visit_exception_end": READERS,
    "api-visit-exception-list": READERS,
    "api-visit-exception-detail": READERS,
    "api-visit-exception-end": READERS,
    "api-visit-schedule-list": READERS,
    "api-visit-schedule-detail": READERS,
    "visit_cadences": CADENCE_READERS,
    "visit_cadence_new": CADENCE_WRITERS,
    "visit_cadence": CADENCE_READERS,
    "visit_cadence_end": CADENCE_READERS,
    **{f"api-visit-cadence-{verb}": CADENCE_READERS for verb in CADENCE_VERBS},
    "visit_service_rules": CADENCE_READERS,
    "visit_service_rule": CADENCE_READERS,
    "api-visit-service-rule-list": CADENCE_READERS,
    "api-visit-service-rule-detail": CADENCE_READERS,
    "api-visit-service-rule-change": CADENCE_READERS,
    "visit_capacities": LOAD,
    "visit_capacity": LOAD,
    "visit_capacity_new": frozenset({"manager"}),
    "visit_capacity_end": LOAD,
    "visit_reminders": LOAD,
    "visit_reminder_rule": LOAD,
    **{f"api-visit-capacity-{verb}": LOAD for verb in DATED if verb not in ("retrieve", "create")},
    "api-visit-capacity-detail": LOAD,
    "api-visit-reminder-rule-list": LOAD,
    "api-visit-reminder-rule-detail": LOAD,
    "api-visit-reminder-rule-change": LOAD,
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
    "visit_record": READERS,
    "visit_photo": READERS,
    "visit_signature": READERS,
    "visits_today": RECORDERS,
    "visit_today": RECORDERS,
    "visits_waiting": RECORDERS,
    "visits_numbers": RECORDERS,
    "visits_worker": "public",
}
# The secret is the permission; a day shows each rep the own visits; rules, templates and batches (without names) are
# those of all.
SHARED = frozenset(
    {
        "calendar_feed",
        "visit_calendar_day",
        "visit_capacity",
        "visit_capacity_end",
        "visit_reminder_rule",
        "visit_service_rule",
        "api-visit-service-rule-detail",
        "api-letter-template-detail",
        "api-letter-batch-detail",
        "api-visit-capacity-detail",
        "api-visit-capacity-history",
        "api-visit-reminder-rule-detail",
    }
)
