"""Who gets past 404 on the routes of visits. What one sees but may not do, the services refuse with 403."""

from aftersales.web.api.dated import DATED
from visits.models import VisitCapacity, VisitException, VisitReminderRule
from visits.verbs import VISITS

READERS = frozenset({"service", "rep", "manager", "gm", "executive", "auditor"})
LOAD = frozenset({"rep", "manager", "gm", "admin", "auditor"})


def _exception(people):
    row, _made = VisitException.objects.get_or_create(customer=people.customer, defaults={"months": 2, "reason": "x"})
    return row


OBJECTS = {
    "visit_exception": lambda people: {"number": _exception(people).customer.number},
    "api-visit-exception-": lambda people: {"pk": _exception(people).pk},
    "visit_capacity": lambda people: {"pk": VisitCapacity.objects.get().pk},
    "api-visit-capacity": lambda people: {"pk": VisitCapacity.objects.get().pk},
    "visit_reminder_rule": lambda people: {"pk": VisitReminderRule.objects.get().pk},
    "api-visit-reminder-rule": lambda people: {"pk": VisitReminderRule.objects.get().pk},
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
    "visit_capacities": LOAD,
    "visit_capacity": LOAD,
    "visit_capacity_new": frozenset({"manager"}),
    "visit_capacity_end": LOAD,
    "visit_reminders": LOAD,
    "visit_reminder_rule": LOAD,
    **{f"api-visit-capacity-{verb}": LOAD for verb in DATED if verb != "retrieve"},
    "api-visit-capacity-detail": LOAD,
    "api-visit-reminder-rule-list": LOAD,
    "api-visit-reminder-rule-detail": LOAD,
    "api-visit-reminder-rule-change": LOAD,
}
