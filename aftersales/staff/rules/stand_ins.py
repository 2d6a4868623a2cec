"""Who may stand in for which user, and when 代理 (T6)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import InvalidInput, RuleViolation

from ..enums import Role

# The stand-in of an approver must be a user who sees what is to be approved. Other work can be given to any worker.
# Users who only read, or only administer the system, have no stand-ins and are none.
WORKERS = frozenset({Role.SERVICE, Role.REP, Role.MANAGER, Role.QUALITY, Role.QUALITY_MANAGER, Role.COLLEAGUE, Role.GM})
MAY_STAND_IN: dict[str, frozenset[str]] = {
    Role.GM: frozenset({Role.MANAGER, Role.EXECUTIVE, Role.GM}),
    Role.MANAGER: frozenset({Role.SERVICE, Role.MANAGER, Role.EXECUTIVE, Role.GM}),
    **dict.fromkeys(WORKERS - {Role.GM, Role.MANAGER}, WORKERS),
}
LONGEST = AHEAD = timedelta(days=366)


@dataclass(frozen=True)
class Absence:
    """An absence. The first and the last day are included."""

    absent_id: int
    deputy_id: int
    starts_on: date
    ends_on: date


def check(new: Absence, *, absent_role: str, deputy_role: str, others: Iterable[Absence], today: date) -> None:
    """Raise an error if the new absence is not allowed. others: absences of today or later."""
    if new.absent_id == new.deputy_id:
        raise InvalidInput(_("People can’t stand in for themselves."), code="oneself", field="deputy")
    if absent_role not in MAY_STAND_IN:
        raise RuleViolation(
            _("This role has nothing to approve or own, so it needs no stand-in."), code="no_work", field="absent"
        )
    if deputy_role not in MAY_STAND_IN[absent_role]:
        raise RuleViolation(
            _("This role can’t stand in for the absent user. Choose someone else."), code="cannot_act", field="deputy"
        )
    _check_days(new, today)
    known = tuple(others)
    for row in known:
        if row.absent_id == new.absent_id and _together(row, new.starts_on, new.ends_on):
            raise RuleViolation(
                _("A stand-in is already set from %(first)s to %(last)s. End it first."),
                code="overlaps",
                field="starts_on",
                params={"first": row.starts_on.isoformat(), "last": row.ends_on.isoformat()},
            )
    if closes_circle(new, known):
        raise RuleViolation(
            _("On these days the work would come back to the person who is away. Choose someone who is in."),
            code="circle",
            field="deputy",
        )


def _check_days(new: Absence, today: date) -> None:
    if new.starts_on < today:
        raise InvalidInput(_("The start date can’t be before today."), code="past", field="starts_on")
    if new.ends_on < new.starts_on:
        raise InvalidInput(_("The end date can’t be before the start date."), code="order", field="ends_on")
    if new.starts_on > today + AHEAD or new.ends_on > new.starts_on + LONGEST:
        raise InvalidInput(_("Up to one year ahead and one year long."), code="too_long", field="ends_on")


def closes_circle(new: Absence, others: Iterable[Absence]) -> bool:
    """Whether on some day the chain of stand-ins would lead back to the absent user."""
    known = tuple(others)

    def comes_back(person: int, first: date, last: date, passed: frozenset[Absence]) -> bool:
        for row in known:
            days = _together(row, first, last)
            if row.absent_id != person or row in passed or days is None:
                continue
            if row.deputy_id == new.absent_id or comes_back(row.deputy_id, *days, passed | {row}):
                return True
        return False

    return comes_back(new.deputy_id, new.starts_on, new.ends_on, frozenset())


def _together(row: Absence, first: date, last: date) -> tuple[date, date] | None:
    """The days that an absence has in common with the period from first to last."""
    start, end = max(first, row.starts_on), min(last, row.ends_on)
    return (start, end) if start <= end else None
