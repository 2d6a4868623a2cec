"""Who gets past 404 on the routes of visits. What one sees but may not do, the services refuse with 403."""

from tests.factories import NOW
from visits.models import VisitException
from visits.services.feeds import make_address
from visits.verbs import VISITS

REPLANNERS = frozenset({"manager"})
# The secret is the permission.
SHARED = frozenset({"calendar_feed"})
READERS = frozenset({"service", "rep", "manager", "gm", "executive", "auditor"})


def _exception(people):
    row, _made = VisitException.objects.get_or_create(customer=people.customer, defaults={"months": 2, "reason": "x"})
    return row


OBJECTS = {
    "visit_exception": lambda people: {"number": _exception(people).customer.number},
    "visit_calendar_day": lambda people: {"on": "2026-11-18"},
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
}
