"""What has dates: tier, annual demand, qualification, warranty (A1, A2)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from aftersales.kernel.errors import InvalidInput, gettext_noop

WARN = timedelta(days=30)
ENDING = timedelta(days=60)
FIRST_YEAR = 1990
COVERED, ENDS, ENDED = "covered", "ending", "ended"


def check_tier_since(since: date, began: date | None, today: date) -> None:
    """A new tier begins today or before, and after the one that it follows."""
    if since > today:
        raise InvalidInput(gettext_noop("The date is in the future."), code="in_the_future", field="tier_since")
    if began and since < began:
        raise InvalidInput(
            gettext_noop("The previous tier began later, on %(day)s."),
            code="before_the_last",
            field="tier_since",
            params={"day": began.isoformat()},
        )


def check_demand(year: int, amount: Decimal, today: date) -> None:
    """A year that was or is; the next one may be agreed already."""
    if not FIRST_YEAR <= year <= today.year + 1:
        raise InvalidInput(
            gettext_noop("Enter a year from %(first)s to %(last)s."),
            code="year",
            field="year",
            params={"first": FIRST_YEAR, "last": today.year + 1},
        )
    if amount < 0:
        raise InvalidInput(gettext_noop("This can’t be less than zero."), code="negative", field="amount")


def qualification_state(qualification: str, until: date | None, today: date) -> str:
    """ending within 30 days or ended: somebody should ask for new documents; "" otherwise."""
    if qualification == "expired" or (qualification == "valid" and until and until < today):
        return ENDED
    if qualification == "valid" and until and until - today <= WARN:
        return ENDS
    return ""


def warranty_state(until: date | None, today: date) -> str:
    """covered, ending within sixty days, ended; "" where no day is known."""
    if until is None:
        return ""
    if until < today:
        return ENDED
    return ENDS if until - today <= ENDING else COVERED
