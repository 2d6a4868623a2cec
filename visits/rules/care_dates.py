"""Which dates of a customer suggest an action of the care plan, and from when on.

Anniversaries and service dates only suggest: a user adds the action or puts the suggestion away, once. A suggestion is
known by its key, which depends on the facts and the day only, so that it is made once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from .cadence import add_months

SINCE, PURCHASE, INSTALLATION, SERVICE, WARRANTY = "since", "purchase", "installation", "service", "warranty"

# How many days before its day a suggestion is made.
LEAD = {SINCE: 30, PURCHASE: 30, INSTALLATION: 30, SERVICE: 30, WARRANTY: 75}
# The action is due so many days before the date itself: a check before the warranty ends, a letter in time.
BEFORE = {SINCE: 0, PURCHASE: 0, INSTALLATION: 0, SERVICE: 0, WARRANTY: 30}
HALF_YEAR, YEAR = 6, 12
MOST_YEARS = 60  # older dates are mistakes of old data
MOST = 12  # suggestions at once, so that nobody is flooded


@dataclass(frozen=True)
class Bought:
    """Pieces of a product with the same dates."""

    product: str
    quantity: int
    purchased_on: date | None = None
    installed_on: date | None = None
    warranty_until: date | None = None


@dataclass(frozen=True)
class Suggested:
    """An action that a date suggests. on: the date itself. due_on: by when to act. since: what it is counted from.

    product, quantity: what it is about, empty for the customer as a whole. years: how many years, 0 for others.
    """

    kind: str
    on: date
    due_on: date
    since: date
    years: int = 0
    product: str = ""
    quantity: int = 0

    @property
    def key(self) -> str:
        return ":".join(filter(None, (self.kind, self.on.isoformat(), self.product)))


def suggestions(since: date | None, bought: Iterable[Bought], today: date) -> list[Suggested]:
    """What the dates of a customer suggest on this day, the next one first, each key once."""
    rows = sorted(_all(since, list(bought), today), key=lambda one: (one.due_on, one.key))
    return list({one.key: one for one in rows}.values())[:MOST]


def _all(since: date | None, bought: list[Bought], today: date) -> Iterator[Suggested]:
    first = min((one.purchased_on for one in bought if one.purchased_on), default=None)
    if since:
        yield from _anniversary(SINCE, since, today)
    if first and first != since:
        yield from _anniversary(PURCHASE, first, today)
    for (product, installed), quantity in _grouped(bought, "installed_on"):
        yield from _anniversary(INSTALLATION, installed, today, product, quantity)
        yield from _half_year(installed, today, product, quantity)
    for (product, until), quantity in _grouped(bought, "warranty_until"):
        yield from _offered(Suggested(WARRANTY, until, _before(until), until, 0, product, quantity), today)


def _grouped(bought: list[Bought], field: str) -> list[tuple[tuple[str, date], int]]:
    """How many pieces of a product have the same day."""
    found: dict[tuple[str, date], int] = {}
    for one in bought:
        if day := getattr(one, field):
            found[one.product, day] = found.get((one.product, day), 0) + one.quantity
    return sorted(found.items())


def _before(until: date) -> date:
    return until - timedelta(days=BEFORE[WARRANTY])


def _anniversary(kind: str, since: date, today: date, product: str = "", quantity: int = 0) -> Iterator[Suggested]:
    """The next full year since a day."""
    for years in (today.year - since.year, today.year - since.year + 1):
        if 0 < years <= MOST_YEARS:
            on = add_months(since, years * YEAR)
            yield from _offered(Suggested(kind, on, on, since, years, product, quantity), today)


def _half_year(installed: date, today: date, product: str, quantity: int) -> Iterator[Suggested]:
    """The service half a year after each full year since the installation."""
    for years in (today.year - installed.year - 1, today.year - installed.year):
        if 0 <= years < MOST_YEARS:
            on = add_months(installed, years * YEAR + HALF_YEAR)
            yield from _offered(Suggested(SERVICE, on, on, installed, 0, product, quantity), today)


def _offered(one: Suggested, today: date) -> Iterator[Suggested]:
    """Only what is near: neither over nor too far away."""
    if today <= one.on <= today + timedelta(days=LEAD[one.kind]):
        yield Suggested(one.kind, one.on, max(one.due_on, today), one.since, one.years, one.product, one.quantity)
