"""Who gets past 404 on the routes of visits. What one sees but may not do, the services refuse with 403."""

from visits.models import VisitException
from visits.verbs import VISITS

READERS = frozenset({"service", "rep", "manager", "gm", "executive", "auditor"})


def _exception(people):
    row, _made = VisitException.objects.get_or_create(customer=people.customer, defaults={"months": 2, "reason": "x"})
    return row


OBJECTS = {
    "visit_exception": lambda people: {"number": _exception(people).customer.number},
    "api-visit-exception-": lambda people: {"pk": _exception(people).pk},
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
}
