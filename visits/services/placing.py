"""Finds day and rep for the visits that the planner plans, in one run (V2). Writes nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from ..queries.cadence import DueVisit
from ..queries.load import absences_from, board_of
from ..queries.placing import (
    Owner,
    count_planned,
    deputies_of,
    overdue_by_month,
    region_reps,
    towns_of,
)
from ..rules.levelling import COMFORTABLE, Turns, weeks_needed
from ..rules.placing import ONE_DAY, ONE_WEEK, SPREAD_DAYS, Board, Place, Wanted, monday_of

WEEKS = 53


@dataclass(frozen=True)
class Placed:
    place: Place
    town: str


@dataclass
class Placing:
    """The load of the reps during one run.

    region_reps: for each region, the reps who share the customers without an active account rep. crowds: of owners
    whose customers fall due in crowds, the turn of each (see levelling.plan_ahead).
    """

    today: date
    board: Board
    region_reps: dict[int, list[int]]
    deputies: dict[int, tuple[int, ...]]
    crowds: dict[Owner, Turns] = field(default_factory=dict)
    _backlog: dict[tuple[Owner, int], Turns] | None = None
    _counted: set[int | None] = field(default_factory=set)

    def owner_of(self, due: DueVisit) -> Owner:
        return Owner(rep_id=due.rep_id) if due.rep_id else Owner(region_id=due.region_id)

    def reps_of(self, owner: Owner) -> tuple[int, ...]:
        return (owner.rep_id,) if owner.rep_id else tuple(self.region_reps.get(owner.region_id or 0, ()))

    def count(self, reps: Iterable[int | None]) -> None:
        """Read what is planned for these reps, once in a run."""
        new = set(reps) - self._counted
        if new:
            self._counted |= new
            count_planned(self.board, new)

    def room(self, owner: Owner, weeks: int) -> list[float]:
        """What the owner has left in each week, from that of tomorrow on, without being filled up."""
        reps: tuple[int | None, ...] = self.reps_of(owner) or (None,)
        mondays = [self.first_monday + n * ONE_WEEK for n in range(weeks)]
        return [sum(self._spare(rep, monday) for rep in reps) for monday in mondays]

    def _spare(self, rep: int | None, monday: date) -> float:
        return max(0.0, COMFORTABLE * self.board.room(rep, monday) - self.board.in_week[rep, monday])

    @property
    def first_monday(self) -> date:
        return monday_of(self.today + ONE_DAY)

    def turns_of(self, owner: Owner, months: int) -> Turns:
        """The turns of the overdue customers of an owner who are visited every so many months."""
        if self._backlog is None:
            self._backlog = self._read_backlog()
        return self._backlog.get((owner, months)) or Turns({}, [1.0])

    def _read_backlog(self) -> dict[tuple[Owner, int], Turns]:
        found = {}
        waiting = overdue_by_month(self.today)
        self.count({rep for owner in waiting for rep in self.reps_of(owner) or (None,)})
        for owner, by_months in waiting.items():
            room = self.room(owner, WEEKS)
            total = sum(sum(counts.values()) for counts in by_months.values())
            needed = weeks_needed(total, room)
            for months, counts in by_months.items():
                # Nobody waits longer than it takes until the next visit is due.
                found[owner, months] = Turns(counts, room[: max(1, min(needed, months * WEEKS // 12))])
        return found


def begin(today: date) -> Placing:
    """The state at the beginning of a run."""
    absences = absences_from(today)
    return Placing(today, board_of(today, absences), region_reps(), deputies_of(absences))


def place(placing: Placing, due: list[DueVisit]) -> dict[int, Placed]:
    """Day, rep and town of each of these visits, by customer; they count as planned from now on."""
    owners = {each.customer_id: placing.owner_of(each) for each in due}
    deputies = {rep: placing.deputies.get(rep, ()) for owner in owners.values() for rep in placing.reps_of(owner)}
    placing.count({None, *deputies, *(one for some in deputies.values() for one in some)})
    towns = towns_of(owners)
    found = {}
    for each in due:
        owner, town = owners[each.customer_id], towns.get(each.customer_id, "")
        reps = placing.reps_of(owner)
        first, last = _window(placing, owner, each)
        away = tuple(one for rep in reps for one in deputies[rep])
        wanted = Wanted(each.due_on, reps, away, town, first, last)
        found[each.customer_id] = Placed(placing.board.place(wanted), town)
    return found


def _window(placing: Placing, owner: Owner, due: DueVisit) -> tuple[date | None, date | None]:
    """The days around the turn of a customer who is overdue or one of a crowd; else the usual ones."""
    today = placing.today
    if due.due_on < today:
        months = round((due.due_on - due.counted_from).days / 30.44)
        week = placing.turns_of(owner, months).week_of(due.counted_from)
        latest = date.max
    elif owner in placing.crowds:
        week, latest = placing.crowds[owner].week_of(due.due_on), due.due_on
    else:
        return None, None
    monday = placing.first_monday + week * ONE_WEEK
    # A week more on each side, for visits in the same town.
    first = max(today + ONE_DAY, monday - ONE_WEEK)
    last = max(min(monday + timedelta(days=13), latest), min(today + ONE_DAY, latest))
    if week < SPREAD_DAYS // 7:
        last = min(last, today + timedelta(days=SPREAD_DAYS))
    return min(first, last), last
