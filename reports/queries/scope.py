"""The user, region and moment that the figures are for, and the rows behind a figure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from aftersales.kernel.errors import InvalidInput, gettext_noop
from aftersales.staff.models import Region, User
from aftersales.store.dates import company_date
from complaints.models import Ticket
from complaints.queries.ticket_list import filtered

from ..permissions import is_kept_to_region
from ..rules.periods import Span

NOWHERE = "-"  # no region has this code


@dataclass(frozen=True)
class Rows:
    """The number of tickets behind a figure, and the filters of the ticket list that show exactly these tickets."""

    count: int
    params: dict[str, str]

    @property
    def url(self) -> str:
        return f"{reverse('tickets')}?{urlencode(self.params)}"


@dataclass(frozen=True)
class Scope:
    """What all figures of a page share."""

    user: User
    now: datetime
    regions: list[Region]
    region: Region | None
    is_fixed: bool

    @property
    def today(self) -> date:
        return company_date(self.now)

    @property
    def region_id(self) -> int | None:
        if self.region is not None:
            return self.region.pk
        return 0 if self.is_fixed else None

    def params(self, **wanted: str) -> dict[str, str]:
        """The filters of the ticket list, limited to the region."""
        if self.region is not None:
            return {**wanted, "region": self.region.code}
        return {**wanted, "region": NOWHERE} if self.is_fixed else wanted

    def tickets(self, **wanted: str) -> QuerySet[Ticket]:
        """The tickets that the list shows for these filters."""
        return filtered(self.user, self.params(**wanted), self.now).order_by()

    def rows(self, count: int, **wanted: str) -> Rows:
        return Rows(count, self.params(**wanted))


def scope_of(user: User, wanted: str, now: datetime) -> Scope:
    """The scope of the region in the address, if the user may choose it. Raises InvalidInput if it does not exist."""
    regions = list(Region.objects.all())
    if is_kept_to_region(user):
        own = next((each for each in regions if each.pk == user.region_id), None)
        return Scope(user, now, regions, own, is_fixed=True)
    region = next((each for each in regions if each.code == wanted), None)
    if wanted and region is None:
        raise InvalidInput(gettext_noop("This region doesn’t exist."), code="no_region", field="region")
    return Scope(user, now, regions, region, is_fixed=False)


def reported(span: Span) -> dict[str, str]:
    """Filters for tickets logged on the days of the span."""
    return {"reported_from": span.first.isoformat(), "reported_to": span.last.isoformat()}


def closed(span: Span) -> dict[str, str]:
    """Filters for tickets closed on the days of the span."""
    return {"state": "closed", "closed_from": span.first.isoformat(), "closed_to": span.last.isoformat()}


def midnight(day: date) -> datetime:
    """The moment at which a day begins in the company's time zone."""
    return timezone.make_aware(datetime.combine(day, time()))
