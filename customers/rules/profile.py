"""Facts that have dates: tier, annual demand, qualification, warranty (A1, A2)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from aftersales.kernel.errors import InvalidInput, gettext_noop

WARN = timedelta(days=30)
ENDING = timedelta(days=60)
FIRST_YEAR = 1990
COVERED, ENDS, ENDED = "covered", "ending", "ended"


def check_tier_since(since: date, began: date | None, today: date) -> None:
    """A new tier begins today or earlier, and after the tier before it began."""
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
    """The year must be past, current or the next one, whose demand may already be agreed."""
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
    """ENDS within 30 days of the end, ENDED after it: both mean to ask for new documents. Else ""."""
    if qualification == "expired" or (qualification == "valid" and until and until < today):
        return ENDED
    if qualification == "valid" and until and until - today <= WARN:
        return ENDS
    return ""


def warranty_state(until: date | None, today: date) -> str:
    """COVERED, ENDS within sixty days of the end, ENDED, or "" without a date."""
    if until is None:
        return ""
    if until < today:
        return ENDED
    return ENDS if until - today <= ENDING else COVERED
