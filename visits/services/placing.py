"""Finds day and rep for visits: those of the planner, those for purchases, and those whose due day moved (V2). Writes
nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

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
from ..rules.placing import ONE_DAY, Board, Place, Wanted, monday_of, window


@dataclass(frozen=True)
class Placed:
    place: Place
    town: str


@dataclass(frozen=True)
class Asked:
    """A visit that the sweep of due customers does not plan. rep_id: who visits the customer, None if not active;
    keeps_rep: nobody else, whoever it is and even if they are away. earliest_on: no visit before this day."""

    customer_id: int
    region_id: int | None
    rep_id: int | None
    due_on: date
    earliest_on: date | None = None
    keeps_rep: bool = False


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
    _counted: dict[int | None, date] = field(default_factory=dict)

    def owner_of(self, rep_id: int | None, region_id: int | None) -> Owner:
        return Owner(rep_id=rep_id) if rep_id else Owner(region_id=region_id)

    def deputies_for(self, reps: Iterable[int]) -> tuple[int, ...]:
        return tuple(one for rep in reps for one in self.deputies.get(rep, ()))

    def reps_of(self, owner: Owner) -> tuple[int, ...]:
        return (owner.rep_id,) if owner.rep_id else tuple(self.region_reps.get(owner.region_id or 0, ()))

    def count(self, reps: Iterable[int | None], until: date = date.max) -> None:
        """Read what is planned for these reps until a day and the end of its week, once in a run."""
        until = until if until == date.max else monday_of(until) + timedelta(days=6)
        new = defaultdict[date, set[int | None]](set)
        for rep in reps:
            if (known := self._counted.get(rep, self.today - ONE_DAY)) < until:
                new[known].add(rep)
        for known, some in new.items():
            count_planned(self.board, some, known, until)
            self._counted |= dict.fromkeys(some, until)

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


def place(placing: Placing, due: Sequence[DueVisit]) -> list[Place]:
    """Day and rep of each of these visits; they count as planned from now on."""
    owners = {key: placing.owner_of(*key) for key in {(each.rep_id, each.region_id) for each in due}}
    _count(placing, owners.values(), {(each.due_on, each.earliest_on) for each in due})
    reps = {key: placing.reps_of(owner) for key, owner in owners.items()}
    deputies = {key: placing.deputies_for(who) for key, who in reps.items()}
    found = []
    for each in due:
        key = each.rep_id, each.region_id
        first, last = _turn(placing, owners[key], each)
        if each.earliest_on is not None:
            first, last = _not_before(each.earliest_on, each.due_on, (first, last), placing.today)
        wanted = Wanted(each.due_on, reps[key], deputies[key], each.town, first, last)
        found.append(placing.board.place(wanted))
    return found


def place_asked(placing: Placing, asked: Sequence[Asked]) -> list[Placed]:
    """The same for visits that have no turn in a backlog or a crowd."""
    owners = [Owner(each.rep_id) if each.keeps_rep else placing.owner_of(each.rep_id, each.region_id) for each in asked]
    _count(placing, owners, [(each.due_on, each.earliest_on) for each in asked])
    towns = towns_of([each.customer_id for each in asked])
    found = []
    for owner, each in zip(owners, asked, strict=True):
        first, last = _not_before(each.earliest_on, each.due_on, (None, None), placing.today)
        town = towns.get(each.customer_id, "")
        reps = placing.reps_of(owner)
        deputies = () if each.keeps_rep else placing.deputies_for(reps)
        wanted = Wanted(each.due_on, reps, deputies, town, first, last)
        found.append(Placed(placing.board.place(wanted), town))
    return found


def _count(placing: Placing, owners: Iterable[Owner], days: Iterable[tuple[date, date | None]]) -> None:
    """Read what is planned for these owners and their deputies, until the last day on which a visit may be placed. An
    overdue one may wait for any week."""
    until = max(max(due, earliest or due) if due >= placing.today else date.max for due, earliest in days)
    reps = {rep for owner in set(owners) for rep in placing.reps_of(owner)}
    placing.count({None, *reps, *placing.deputies_for(reps)}, until)


def _not_before(
    earliest_on: date | None, due_on: date, turn: tuple[date | None, date | None], today: date
) -> tuple[date | None, date | None]:
    """The days of a turn, none of them before the first day that an exception allows. None: the usual ones."""
    first, last = turn
    if earliest_on is None or earliest_on <= today:
        return first, last
    usual_first, usual_last = window(due_on, today)
    first = max(first or usual_first, earliest_on)
    return first, max(first, last or usual_last)


def _turn(placing: Placing, owner: Owner, due: DueVisit) -> tuple[date | None, date | None]:
    """The days around the turn of a customer who is overdue or one of a crowd."""
    if due.due_on < placing.today:
        return days_around(placing.week_of(owner, due), placing.today, date.max)
    if placing.crowds and owner in placing.crowds:
        return days_around(placing.crowds[owner].week_of(due.due_on), placing.today, due.due_on)
    return None, None
