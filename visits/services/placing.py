"""Finds day and rep for the visits that the planner plans, in one run (V2). Writes nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from ..queries.cadence import DueVisit
from ..queries.load import absences_from, board_of
from ..queries.placing import (
    Owner,
    count_planned,
    deputies_of,
    overdue_by_month,
    paces,
    region_reps,
    towns_of,
)
from ..rules.levelling import Turns, backlog_turns, days_around
from ..rules.placing import Board, Place, Wanted, window


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
    _backlog: dict[Owner, dict[int, Turns]] | None = None
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

    def counted(self, owner: Owner) -> tuple[int | None, ...]:
        """The reps of an owner, whose planned visits are counted."""
        reps: tuple[int | None, ...] = self.reps_of(owner) or (None,)
        self.count(reps)
        return reps

    def week_of(self, owner: Owner, due: DueVisit) -> int:
        """The week in which it is the turn of an overdue customer."""
        if self._backlog is None:
            waiting = overdue_by_month(self.today)
            if waiting:  # there may be customers since the paces were stored, those of an import
                now = paces()
                self.board.pace = lambda rep: now.get(rep or 0, 0.0)
            reps = {owner: self.counted(owner) for owner in waiting}
            self._backlog = {owner: backlog_turns(self.board, reps[owner], some) for owner, some in waiting.items()}
        turns = self._backlog.get(owner, {}).get(due.months)
        return turns.week_of(due.counted_from) if turns else 0


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
    """The days around the turn of a customer who is overdue or one of a crowd; else the usual ones. None of them is
    before the first day that an exception allows."""
    first, last = _turn(placing, owner, due)
    if due.earliest_on is None or due.earliest_on <= placing.today:
        return first, last
    usual_first, usual_last = window(due.due_on, placing.today)
    first = max(first or usual_first, due.earliest_on)
    return first, max(first, last or usual_last)


def _turn(placing: Placing, owner: Owner, due: DueVisit) -> tuple[date | None, date | None]:
    if due.due_on < placing.today:
        return days_around(placing.week_of(owner, due), placing.today, date.max)
    if owner in placing.crowds:
        return days_around(placing.crowds[owner].week_of(due.due_on), placing.today, due.due_on)
    return None, None
