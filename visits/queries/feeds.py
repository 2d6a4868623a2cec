"""The private address of a person's calendar, and what it shows."""

from __future__ import annotations

from datetime import date, timedelta
from hashlib import sha256

from aftersales.staff.models import User

from ..enums import VisitState
from ..models import CalendarFeed, Visit
from ..permissions import READERS

MOST = 1000  # visits in one calendar
KEPT = timedelta(days=90)  # days in which an overdue visit stays in the calendar


def digest_of(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def feed_of(user: User) -> CalendarFeed | None:
    """The address that works now."""
    return CalendarFeed.objects.filter(user=user, revoked_at=None).first()


def reader_of(token: str) -> User | None:
    """Whose calendar the secret opens: somebody who may still see visits."""
    row = CalendarFeed.objects.filter(digest=digest_of(token), revoked_at=None).select_related("user").first()
    return row.user if row and row.user.is_active and row.user.role in READERS else None


def visits_of_feed(user: User, today: date) -> list[Visit]:
    """The planned visits of the user, the earliest first, without those that wait for the manager's decision."""
    visits = Visit.objects.filter(rep=user, state=VisitState.PLANNED, undecided_since=None)
    visits = visits.filter(planned_on__gte=today - KEPT)
    return list(visits.select_related("customer").order_by("planned_on", "pk")[:MOST])
