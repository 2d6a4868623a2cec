"""When an overdue visit climbs to managers and to the general manager, and what makes a digest worth sending (V2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from .load import ReminderTerms

MANAGERS, GM = 1, 2
DUE_DAYS = 7  # the digest counts what is due within so many days


def climbed(since: date, today: date, terms: ReminderTerms) -> int:
    """How far a visit has climbed: 0, MANAGERS or GM. since: the day from which it counts (cadence.reminded_from)."""
    return sum(today >= day for day in _climbs(since, terms))


def next_look(since: date, level: int, today: date, soonest: ReminderTerms) -> date | None:
    """The next day on which it may climb above a level; None from the top. soonest: the fewest days of all rules that
    are in effect or will be."""
    return None if level >= GM else max(_climbs(since, soonest)[level], today + timedelta(days=1))


def _climbs(since: date, terms: ReminderTerms) -> tuple[date, date]:
    return since + timedelta(days=terms.manager_after), since + timedelta(days=terms.gm_after)


@dataclass(frozen=True)
class Work:
    """What a digest counts. today: planned for today or before, and not overdue. due: due within DUE_DAYS. overdue:
    both the due day and the planned day have passed. raised: visits that have newly climbed to the reader.
    without_rep: visits that need a rep, for managers."""

    today: int = 0
    due: int = 0
    overdue: int = 0
    raised: int = 0
    without_rep: int = 0

    @property
    def is_worth_sending(self) -> bool:
        """What is due later is planned for a later day, so by itself it is no work of today."""
        return bool(self.today or self.overdue or self.raised or self.without_rep)
