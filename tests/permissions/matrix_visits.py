"""Who gets past 404 on the routes of visits. What one sees but may not do, the services refuse with 403."""

from tests.factories.visits import scheduled
from visits.models import Cadence, VisitException
from visits.verbs import VISITS

CADENCE_WRITERS = frozenset({"manager", "gm", "admin"})
CADENCE_READERS = CADENCE_WRITERS | {"executive", "auditor"}
CADENCE_VERBS = ("list", "detail", "history", "change", "end", "preview")
READERS = frozenset({"service", "rep", "manager", "gm", "executive", "auditor"})


def _exception(people):
    defaults = {"months": 2, "reason": "x"}
    row, _made = VisitException.objects.get_or_create(customer=people.customer, kind="often", defaults=defaults)
    return row


def _schedule(people):
    scheduled()
    return {"number": people.customer.number}


OBJECTS = {
    "visit_exception": lambda people: {"number": people.customer.number, "pk": _exception(people).pk},
    "visit_cadence": lambda people: {"pk": Cadence.objects.first().pk},
    "api-visit-cadence-": lambda people: {"pk": Cadence.objects.first().pk},
    "api-visit-schedule-": _schedule,
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
    "api-visit-schedule-list": READERS,
    "api-visit-schedule-detail": READERS,
    "visit_cadences": CADENCE_READERS,
    "visit_cadence_new": CADENCE_WRITERS,
    "visit_cadence": CADENCE_READERS,
    "visit_cadence_end": CADENCE_READERS,
    **{f"api-visit-cadence-{verb}": CADENCE_READERS for verb in CADENCE_VERBS},
}
