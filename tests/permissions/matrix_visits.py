"""Who gets past 404 on the routes of visits. What one sees but may not do, the services refuse with 403."""

from tests.factories.visits import signed_visit
from visits.models import VisitException
from visits.verbs import VISITS

RECORDERS = frozenset({"service", "rep", "manager"})
READERS = frozenset({"service", "rep", "manager", "gm", "executive", "auditor"})


def _exception(people):
    row, _made = VisitException.objects.get_or_create(customer=people.customer, defaults={"months": 2, "reason": "x"})
    return row


def _signed(people):
    return signed_visit(people.customer, rep=people.rep)


OBJECTS = {
    "visit_record": lambda people: {"pk": _signed(people).pk},
    "visit_photo": lambda people: {"pk": (row := _signed(people)).pk, "photo": row.photos.get().pk},
    "visit_signature": lambda people: {"pk": _signed(people).pk},
    "visit_exception": lambda people: {"number": _exception(people).customer.number},
    "api-visit-exception-": lambda people: {"pk": _exception(people).pk},
}
ROWS: dict[str, frozenset[str] | str] = {
    "visits": READERS,
    "visit": READERS,
    "visit_step": READERS,
    "visit_record": READERS,
    "visit_photo": READERS,
    "visit_signature": READERS,
    "visits_today": RECORDERS,
    "visit_today": RECORDERS,
    "visits_waiting": RECORDERS,
    "visits_ready": RECORDERS,
    "visits_numbers": RECORDERS,
    "visits_worker": "public",
    "api-visit-list": READERS,
    "api-visit-detail": READERS,
    **{f"api-visit-{verb}": READERS for verb in VISITS},
    "visit_exceptions": READERS,
    "visit_exception": READERS,
    "visit_exception_end": READERS,
    "api-visit-exception-list": READERS,
    "api-visit-exception-detail": READERS,
    "api-visit-exception-end": READERS,
}
