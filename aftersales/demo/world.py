"""What all parts of the demo share: the moment of loading, the random numbers, the people, the customers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random

from django.utils import timezone

from aftersales.kernel.worktime import Calendar
from aftersales.staff.models import Outlet, Region
from customers.models import Contact, Customer, Product, Purchase

from .cast import Cast

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Shape:
    """The distribution of tickets: how many quarters before this one, which share of each age (in days) is unfinished,
    and which share of those that were solved in time waits only for the confirmation of the customer."""

    quarters: int = 4
    unfinished: tuple[tuple[float, float], ...] = ((1, 0.9), (7, 0.55), (14, 0.16), (30, 0.04), (90, 0.01))
    solved: float = 0.7


@dataclass
class World:
    """One demo company. The same seed on the same day gives the same company."""

    now: datetime
    rng: Random
    cast: Cast
    calendar: Calendar
    regions: dict[str, Region]
    outlets: dict[int, list[Outlet]]
    shape: Shape = Shape()
    products: dict[str, Product] = field(default_factory=dict)
    customers: list[Customer] = field(default_factory=list)
    contacts: dict[int, Contact] = field(default_factory=dict)
    purchases: dict[int, list[Purchase]] = field(default_factory=dict)
    serials: set[str] = field(default_factory=set)
    workdays: dict[int, date] = field(default_factory=dict)

    @property
    def today(self) -> date:
        return self.calendar.date_of(self.now)

    def customer(self, name: str) -> Customer:
        return next(row for row in self.customers if row.name == name)

    def ago(self, **span: float) -> datetime:
        """A moment before now."""
        return self.now - timedelta(**span)

    def at(self, days_back: int, clock: str) -> datetime:
        """A time of day on a workday before today; 1 is the last workday."""
        hour, minute = map(int, clock.split(":"))
        return self.moment(self.workday(days_back), time(hour, minute))

    def moment(self, day: date, clock: time) -> datetime:
        return timezone.make_aware(datetime.combine(day, clock))

    def workday(self, days_back: int) -> date:
        if days_back not in self.workdays:
            day = (self.workday(days_back - 1) if days_back > 1 else self.today) - ONE_DAY
            while not self.calendar.is_workday(day):
                day -= ONE_DAY
            self.workdays[days_back] = day
        return self.workdays[days_back]

    def months_back(self, months: int) -> date:
        """The first day of the month that was so many months ago."""
        index = self.today.year * 12 + self.today.month - 1 - months
        return date(index // 12, index % 12 + 1, 1)

    def batch(self, months: int, number: int) -> str:
        """The batch made so many months ago: B2603-17."""
        return f"B{self.months_back(months):%y%m}-{number:02d}"
