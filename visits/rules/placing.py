"""On which day and by which rep a visit that falls due is made (V2).

A visit is put on a workday of the company on which the rep is there and has room, not later than the due day. It goes
to the first week with less than the rep's pace (the visits a week that the cadence of their customers makes), so that a
week in which much falls due helps the weeks with little; without such a week, to the day that is best for the load. If
the rep is in the same town on a day that is about as good, it joins it. If no day has room, the visit keeps its due day
and the answer says what could not be kept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from math import inf
from typing import NamedTuple

from .load import Capacity

ONE_DAY = timedelta(days=1)
ONE_WEEK = timedelta(days=7)
SIX_DAYS = timedelta(days=6)
SPREAD_DAYS = 28
LONGEST = timedelta(days=366)
# How many days before its due day a visit is planned. Measured by bench/visit_year.py: with 28 days the weeks of a rep
# differ about as much as with 14 (62% instead of 65% of what chance gives; 63% both, where a company was imported),
# but twice as many planned visits have to move when something changes.
HORIZON = 14
# How much fuller than the emptiest week another one may be, as a share of its capacity, so that a visit joins others in
# the same town.
TOWN_SLACK = 0.08
# The share of the pace up to which a week is filled first: a pace that is too high would make weeks uneven again.
PACE_KEPT = 0.95

# What a place does not keep.
OVER = "over"  # the capacity of the rep
AWAY = "away"  # the absence of the rep
LATE = "late"  # the due day

Rep = int | None


class Wanted(NamedTuple):
    """A visit to place. reps: who may make it, empty if nobody is known; deputies: who may make it while all of them
    are away. first, last: the days between which it is placed; without them it is the time before the due day."""

    due_on: date
    reps: tuple[int, ...] = ()
    deputies: tuple[int, ...] = ()
    town: str = ""
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """strain: "" or what could not be kept (OVER, AWAY, LATE)."""

    rep_id: Rep
    day: date
    strain: str = ""


@dataclass(slots=True)
class _Week:
    """A week of a rep. days: the workdays on which the rep is there, from today on, each with the visits that it
    allows; by_day: all of them together; most: the limit of the week; share: how much of a whole week the days are.
    count, on_day: the visits that are planned; free: the days that have room for another; towns: the days in a town."""

    days: dict[date, int]
    by_day: int
    most: int
    share: float
    free: list[date]
    count: int = 0
    on_day: dict[date, int] = field(default_factory=dict)
    towns: dict[str, set[date]] = field(default_factory=dict)

    @property
    def fill(self) -> float:
        """The load, as a share of what the days allow."""
        return self.count / (self.by_day or 1)


# A part of a week on which a visit could be made.
_Part = tuple[_Week, list[date]]


@lru_cache(maxsize=4096)
def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


@lru_cache(maxsize=4096)
def window(due_on: date, today: date) -> tuple[date, date]:
    """The days between which a visit is placed: the four weeks up to the due day, from tomorrow on; today only if it
    is due today. An overdue visit is placed in the next four weeks."""
    last = due_on if due_on >= today else today + timedelta(days=SPREAD_DAYS)
    first = today if due_on == today else max(today + ONE_DAY, last - timedelta(days=SPREAD_DAYS))
    return first, max(first, last)


class Board:
    """The load of all reps: which of their days and weeks hold how many visits, and in which towns.

    capacity: of a rep on a day. is_away: whether a rep is absent on a day. pace: the visits a week of a rep, 0 if
    unknown. is_usual: whether a rep has neither a capacity of their own nor an absence, so that their weeks are like
    those of all such reps. Visits without a rep are spread like those of a rep, but have no capacity to keep.
    """

    def __init__(
        self,
        *,
        today: date,
        is_workday: Callable[[date], bool],
        capacity: Callable[[Rep, date], Capacity],
        is_away: Callable[[Rep, date], bool] = lambda rep, day: False,
        pace: Callable[[Rep], float] = lambda rep: 0.0,
        is_usual: Callable[[Rep], bool] = lambda rep: False,
    ) -> None:
        self.today, self.is_workday, self.capacity = today, is_workday, capacity
        self.is_away, self.pace, self.is_usual = is_away, pace, is_usual
        self.total: Counter[Rep] = Counter()
        self._weeks: dict[tuple[Rep, date], _Week] = {}
        self._usual: dict[date, _Week] = {}
        self._workweeks: dict[date, list[date]] = {}
        self._spans: dict[tuple[date, date], list[tuple[date, date, date, bool]]] = {}
        # The reps without room in a time, until some is given back.
        self._full: set[tuple[Rep, date, date]] = set()
        self._there: dict[tuple[Rep, date, date, bool], list[_Part]] = {}

    def add(self, rep_id: Rep, day: date, town: str = "", count: int = 1) -> None:
        """Count visits that are planned; fewer if count is negative."""
        self.add_all([(rep_id, day, (town,), count)])

    def add_all(self, rows: Iterable[tuple[Rep, date, Iterable[str], int]]) -> None:
        """The same for many, by rep and day, with the towns of the day."""
        weeks, touched = self._weeks, set[tuple[Rep, date]]()
        for rep_id, day, towns, count in rows:
            key = rep_id, monday_of(day)
            week = weeks.get(key) or self._week(*key)
            week.count += count
            week.on_day[day] = week.on_day.get(day, 0) + count
            self.total[rep_id] += count
            for town in towns:
                if town:
                    week.towns.setdefault(town, set()).add(day)
            touched.add(key)
        for key in touched:
            week = weeks[key]
            week.free = [day for day, most in week.days.items() if week.on_day.get(day, 0) < most]
        self._full.clear()

    def planned(self, rep_id: Rep, monday: date) -> int:
        """How many visits are planned in a week."""
        return self._week(rep_id, monday).count

    def place(self, wanted: Wanted) -> Place:
        """The place of one more visit, which is counted."""
        first, last = wanted.first, wanted.last
        if first is None or last is None:
            usual_first, usual_last = window(wanted.due_on, self.today)
            first, last = first or usual_first, last or usual_last
        found = self._search(wanted, first, last)
        self._count(found.rep_id, found.day, wanted.town)
        return found

    def _count(self, rep_id: Rep, day: date, town: str) -> None:
        """What add does for one visit, of which a run places thousands."""
        monday = monday_of(day)
        week = self._weeks.get((rep_id, monday)) or self._week(rep_id, monday)
        week.count += 1
        week.on_day[day] = planned = week.on_day.get(day, 0) + 1
        if planned >= week.days.get(day, inf) and day in week.free:
            week.free.remove(day)
        self.total[rep_id] += 1
        if town:
            week.towns.setdefault(town, set()).add(day)

    def _search(self, wanted: Wanted, first: date, last: date) -> Place:
        reps: tuple[Rep, ...] = wanted.reps or (None,)
        if found := self._best(reps, first, last, wanted.town):
            return found
        tomorrow = self.today + ONE_DAY
        if (
            wanted.due_on >= self.today
            and first > tomorrow
            and (found := self._best(reps, tomorrow, last, wanted.town))
        ):
            return found  # sooner than usual, so that it is in time
        if not any(self._options(rep, first, last, OVER) for rep in reps) and (
            found := self._best(wanted.deputies, first, last, wanted.town)
        ):
            return found
        if wanted.due_on < self.today and (found := self._afterwards(reps, last, wanted.town)):
            return found
        for strain in (OVER, AWAY):
            if found := self._best(reps, first, last, wanted.town, strain):
                return found
        return self._next(reps, last)

    def _afterwards(self, reps: tuple[Rep, ...], last: date, town: str) -> Place | None:
        """A place in the first week after `last` that has room: the visit is overdue already."""
        start = last + ONE_DAY
        while start <= last + LONGEST:
            sunday = monday_of(start) + SIX_DAYS
            if found := self._best(reps, start, sunday, town):
                return found
            start = sunday + ONE_DAY
        return None

    def _next(self, reps: tuple[Rep, ...], last: date) -> Place:
        """The first workday after a time without one."""
        days = (last + timedelta(days=n) for n in range(1, LONGEST.days))
        return Place(reps[0], next(filter(self.is_workday, days), last), LATE)

    def _best(self, reps: tuple[Rep, ...], first: date, last: date, town: str, strain: str = "") -> Place | None:
        """The best day of a time. strain: what is not kept."""
        for rep in self._least_first(reps, first, last) if len(reps) > 1 else reps:
            if options := self._options(rep, first, last, strain):
                return Place(rep, self._day(rep, options, town), strain)
        return None

    def _options(self, rep: Rep, first: date, last: date, strain: str) -> list[_Part]:
        """The parts of weeks with possible days: those with room, else those on which the rep is there, else all
        workdays. Without a rep there is no limit to keep."""
        if strain or rep is None:
            return self._regardless_of_room(rep, first, last, strain)
        if (rep, first, last) in self._full:
            return []
        found: list[_Part] = []
        for monday, start, end, is_whole in self._span(first, last):
            week = self._weeks.get((rep, monday)) or self._week(rep, monday)
            if week.count < week.most and (days := week.free if is_whole else _within(week.free, start, end)):
                found.append((week, days))
        if not found:
            self._full.add((rep, first, last))
        return found

    def _regardless_of_room(self, rep: Rep, first: date, last: date, strain: str) -> list[_Part]:
        """The same where room does not matter. What is planned changes nothing in it, so that it is kept."""
        key = rep, first, last, strain == AWAY
        if (found := self._there.get(key)) is None:
            weeks = [(self._week(rep, monday), start, end) for monday, start, end, _is_whole in self._span(first, last)]
            days = [
                (week, self._workdays(start, end) if strain == AWAY else _within(week.days, start, end))
                for week, start, end in weeks
            ]
            found = self._there[key] = [part for part in days if part[1]]
        return found

    def _span(self, first: date, last: date) -> list[tuple[date, date, date, bool]]:
        """The weeks of a time: their Mondays, first and last days, and whether these are all days of the week. Many
        visits share one."""
        if (found := self._spans.get((first, last))) is None:
            weeks = [(monday_of(start), start, end) for start, end in weeks_between(first, last)]
            found = [(monday, start, end, end - start == SIX_DAYS) for monday, start, end in weeks]
            self._spans[first, last] = found
        return found

    def _least_first(self, reps: tuple[Rep, ...], first: date, last: date) -> tuple[Rep, ...]:
        """Those who share a customer: who has less to do in these weeks, and then at all, comes first."""
        mondays = [monday for monday, *_days in self._span(first, last)]
        load = {rep: round(sum(self._week(rep, monday).fill for monday in mondays), 1) for rep in reps}
        return tuple(sorted(reps, key=lambda rep: (load[rep], self.total[rep])))

    def _day(self, rep: Rep, options: list[_Part], town: str) -> date:
        """The best of these days. Of equal days it is the latest: the customer is visited no sooner than needed."""
        pace = PACE_KEPT * self.pace(rep)
        calm = [option for option in options if option[0].count + 1 <= pace * option[0].share] if pace else []
        if town and (there := [option for option in calm or options if town in option[0].towns]):
            most = inf if calm else min(week.fill for week, _days in options) + TOWN_SLACK
            near = [
                (week.fill, -day.toordinal(), day)
                for week, days in there
                if week.fill <= most
                for day in week.towns[town].intersection(days)
            ]
            if near:
                return min(near)[2]
        best, least = date.min, inf
        for week, days in calm[:1] or options:
            fill, planned = week.fill, week.on_day
            for day in days:
                load = fill
                if count := planned.get(day):
                    load += count / (week.days.get(day) or self._most(rep, day))
                if load <= least:
                    best, least = day, load
        return best

    def _most(self, rep: Rep, day: date) -> int:
        """What a day allows on which the rep is away."""
        return self.capacity(rep, day).visits_a_day or 1

    def paced(self, rep: Rep, monday: date) -> float:
        """The pace of a rep for the days of a week on which the rep is there."""
        return self.pace(rep) * self._week(rep, monday).share

    def room(self, rep: Rep, monday: date) -> int:
        """How many visits a rep can make in the rest of a week."""
        week = self._week(rep, monday)
        return min(week.by_day, week.most)

    def _week(self, rep: Rep, monday: date) -> _Week:
        """A week of a rep, worked out once: a run places many visits into the same weeks."""
        key = rep, monday
        if (found := self._weeks.get(key)) is None:
            if not self.is_usual(rep):
                found = self._new_week(rep, monday)
            else:
                usual = self._usual.get(monday) or self._usual.setdefault(monday, self._new_week(rep, monday))
                found = _Week(usual.days, usual.by_day, usual.most, usual.share, [*usual.free])
            self._weeks[key] = found
        return found

    def _new_week(self, rep: Rep, monday: date) -> _Week:
        """A week of a rep in which nothing is planned."""
        if (week := self._workweeks.get(monday)) is None:
            week = self._workweeks[monday] = self._workdays(monday, monday + SIX_DAYS)
        days = {day: self.capacity(rep, day).visits_a_day for day in week if not self.is_away(rep, day)}
        terms, by_day = self.capacity(rep, monday), sum(days.values())
        share = by_day / (5 * terms.visits_a_day or 1)
        return _Week(days, by_day, terms.visits_a_week, share, [day for day, most in days.items() if most])

    def _workdays(self, first: date, last: date) -> list[date]:
        days = (first + timedelta(days=n) for n in range((last - first).days + 1))
        return [day for day in days if day >= self.today and self.is_workday(day)]


def weeks_between(first: date, last: date) -> Iterator[tuple[date, date]]:
    """The parts of calendar weeks from `first` to `last`: their first and last days."""
    while first <= last:
        sunday = monday_of(first) + SIX_DAYS
        yield first, min(sunday, last)
        first = sunday + ONE_DAY


def _within(days: Iterable[date], first: date, last: date) -> list[date]:
    return [day for day in days if first <= day <= last]
