"""When a round opens, reminds and closes, and what a rule or a plan may say (S1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import InvalidInput

from .quarters import first_day, quarter_after

ONE_DAY = timedelta(days=1)
OPENING_HOUR = 9
ACTIVE_DAYS = 365  # customers with whom there was nothing for longer are not in the frame
LEAST_RATE, MOST_RATE = Decimal("0.050"), Decimal("1.000")
RATE_STEP = Decimal("0.001")


@dataclass(frozen=True)
class Terms:
    """What a survey rule says; SurveyRule describes the fields."""

    margin: Decimal = Decimal("0.050")
    expected_rate: Decimal = Decimal("0.400")
    is_anonymous: bool = False
    open_day: int = 71
    days: int = 14
    first_reminder: int = 4
    second_reminder: int = 9
    check_share: int = 10


LIMITS: dict[str, tuple[Any, Any]] = {
    "margin": (Decimal("0.010"), Decimal("0.200")),
    "expected_rate": (LEAST_RATE, MOST_RATE),
    "open_day": (1, 90),
    "days": (3, 60),
    "first_reminder": (1, 58),
    "second_reminder": (2, 59),
    "check_share": (0, 100),
}


@dataclass(frozen=True)
class Dates:
    """The days of a round. closes_on is the first day on which nothing is accepted any more."""

    opens_on: date
    closes_on: date
    first_reminder_on: date | None
    second_reminder_on: date | None


def check_terms(values: Mapping[str, Any]) -> None:
    """Refuse numbers out of their limits, and reminders that are not in their order within the days."""
    for name, (least, most) in LIMITS.items():
        if name in values and not least <= values[name] <= most:
            raise InvalidInput(
                _("Between %(least)s and %(most)s."),
                code="out_of_range",
                field=name,
                params={"least": least, "most": most},
            )
    if "first_reminder" in values and not values["first_reminder"] < values["second_reminder"] < values["days"]:
        raise InvalidInput(
            _("The reminders must come one after the other, before the round closes."),
            code="wrong_order",
            field="second_reminder",
        )


def dates_of(quarter: str, terms: Terms) -> Dates:
    """The days of the round of a quarter. It opens within its quarter."""
    last = first_day(quarter_after(quarter)) - ONE_DAY
    opens = min(first_day(quarter) + timedelta(days=terms.open_day - 1), last)
    return dates_from(opens, terms.days, terms)


def dates_from(opens: date, days: int, terms: Terms) -> Dates:
    """The days of a round that opens on a day and stays open for `days`. A reminder after its end is left out."""
    closes = opens + timedelta(days=days)
    first, second = (opens + timedelta(days=after) for after in (terms.first_reminder, terms.second_reminder))
    return Dates(opens, closes, first if first < closes else None, second if second < closes else None)


def rate_from(complete: int, drawn: int, otherwise: Decimal) -> Decimal:
    """The share of those drawn who are expected to answer: that of the last rounds, or else of the rule."""
    if not drawn:
        return otherwise
    found = (Decimal(complete) / Decimal(drawn)).quantize(RATE_STEP)
    return min(MOST_RATE, max(LEAST_RATE, found))
