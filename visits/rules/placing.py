"""On which day and by which rep a visit that falls due is made (V2).

A visit is put on a workday of the company on which the rep is there and has room, not later than the due day. It goes
to the first week with less than the rep's pace (the visits a week that the cadence of their customers makes), so that a
week in which much falls due helps the weeks with little; without such a week, to the day that is best for the load. If
the rep is in the same town on a day that is about as good, it joins it. If no day has room, the visit keeps its due day
and the answer says what could not be kept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from .load import Capacity

ONE_DAY = timedelta(days=1)
ONE_WEEK = timedelta(days=7)
SPREAD_DAYS = 28
LONGEST = timedelta(days=366)
# How many days before its due day a visit is planned. Measured by bench/visit_year.py: with 28 days the weeks of a rep
# differ about as much as with 14 (62 % instead of 65 % of what chance gives; 63 % both, where a company was imported),
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


@dataclass(frozen=True)
class Wanted:
    """A visit to place. reps: who may make it, empty if nobody is known; deputies: who may make it while all of them
    are away. first, last: the days between which it is placed; without them it is the time before the due day."""

    due_on: date
    reps: tuple[int, ...] = ()
    deputies: tuple[int, ...] = ()
    town: str = ""
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True)
class Place:
    """strain: "" or what could not be kept (OVER, AWAY, LATE)."""

    rep_id: Rep
    day: date
    strain: str = ""


@dataclass(frozen=True, slots=True)
class _Week:
    """days: the workdays on which the rep is there, from today on, each with the visits that it allows; by_day: all of
    them together; most: the limit of the week; a_day: what its Monday would allow."""

    days: dict[date, int]
    by_day: int
    most: int
    a_day: int


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def window(due_on: date, today: date) -> tuple[date, date]:
    """The days between which a visit is placed: the four weeks up to the due day, from tomorrow on; today only if it
    is due today. An overdue visit is placed in the next four weeks."""
    last = due_on if due_on >= today else today + timedelta(days=SPREAD_DAYS)
    first = today if due_on == today else max(today + ONE_DAY, last - timedelta(days=SPREAD_DAYS))
    return first, max(first, last)


class Board:
    """The load of all reps: which of their days and weeks hold how many visits, and in which towns.

    capacity: of a rep on a day. is_away: whether a rep is absent on a day. pace: the visits a week of a rep, 0 if
    unknown. Visits without a rep are spread like those of a rep, but have no capacity to keep.
    """

    def __init__(
        self,
        *,
        today: date,
        is_workday: Callable[[date], bool],
        capacity: Callable[[Rep, date], Capacity],
        is_away: Callable[[Rep, date], bool] = lambda rep, day: False,
        pace: Callable[[Rep], float] = lambda rep: 0.0,
    ) -> None:
        self.today, self.is_workday, self.capacity = today, is_workday, capacity
        self.is_away, self.pace = is_away, pace
        self.on_day: Counter[tuple[Rep, date]] = Counter()
        self.in_week: Counter[tuple[Rep, date]] = Counter()
        self.total: Counter[Rep] = Counter()
        self._towns: set[tuple[Rep, date, str]] = set()
        self._weeks: dict[tuple[Rep, date], _Week] = {}
        self._workweeks: dict[date, list[date]] = {}

    def add(self, rep_id: Rep, day: date, town: str = "", count: int = 1) -> None:
        """Count visits that are planned."""
        self.on_day[rep_id, day] += count
        self.in_week[rep_id, monday_of(day)] += count
        self.total[rep_id] += count
        if town:
            self._towns.add((rep_id, day, town))

    def place(self, wanted: Wanted) -> Place:
        """The place of one more visit, which is counted."""
        first, last = window(wanted.due_on, self.today)
        first, last = wanted.first or first, wanted.last or last
        found = self._search(wanted, first, last)
        self.add(found.rep_id, found.day, wanted.town)
        return found

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
        present = any(self._present(rep, first, last) for rep in reps)
        if not present and (found := self._best(wanted.deputies, first, last, wanted.town)):
            return found
        if wanted.due_on < self.today and (found := self._afterwards(reps, last, wanted.town)):
            return found
        for strain, is_free in ((OVER, self._present), (AWAY, self._workdays)):
            if found := self._best(reps, first, last, wanted.town, is_free, strain):
                return found
        return self._next(reps, last)

    def _afterwards(self, reps: tuple[Rep, ...], last: date, town: str) -> Place | None:
        """A place in the first week after `last` that has room: the visit is overdue already."""
        start = last + ONE_DAY
        while start <= last + LONGEST:
            sunday = monday_of(start) + timedelta(days=6)
            if found := self._best(reps, start, sunday, town):
                return found
            start = sunday + ONE_DAY
        return None

    def _next(self, reps: tuple[Rep, ...], last: date) -> Place:
        """The first workday after a time without one."""
        days = (last + timedelta(days=n) for n in range(1, LONGEST.days))
        return Place(reps[0], next(filter(self.is_workday, days), last), LATE)

    def _best(
        self,
        reps: tuple[Rep, ...],
        first: date,
        last: date,
        town: str,
        days_of: Callable[[Rep, date, date], list[date]] | None = None,
        strain: str = "",
    ) -> Place | None:
        """The best of the days that `days_of` gives, by default those with room."""
        days_of = days_of or self._roomy
        weeks = list(weeks_between(first, last))
        for rep in self._least_first(reps, weeks):
            options = [(self.fill(rep, start), days) for start, end in weeks if (days := days_of(rep, start, end))]
            if options:
                return Place(rep, self._day(rep, options, town), strain)
        return None

    def _least_first(self, reps: tuple[Rep, ...], weeks: list[tuple[date, date]]) -> tuple[Rep, ...]:
        """Those who share a customer: who has less to do in these weeks, and then at all, comes first."""
        if len(reps) < 2:
            return reps
        load = {rep: round(sum(self.fill(rep, start) for start, _end in weeks), 1) for rep in reps}
        return tuple(sorted(reps, key=lambda rep: (load[rep], self.total[rep])))

    def _day(self, rep: Rep, options: list[tuple[float, list[date]]], town: str) -> date:
        """The best of these days. options: the fill and the days of each week. Of equal days it is the latest: the
        customer is visited no sooner than needed."""
        calm = [option for option in options if self._is_calm(rep, option[1][0])]
        if town:
            least = min(fill for fill, _days in options)
            near = calm or [option for option in options if option[0] <= least + TOWN_SLACK]
            days = [(fill, -day.toordinal(), day) for fill, days in near for day in days]
            if there := [one for one in days if (rep, one[2], town) in self._towns]:
                return min(there)[2]
        best = [
            (fill + self._fill_of_day(rep, day), -day.toordinal(), day)
            for fill, days in calm[:1] or options
            for day in days
        ]
        return min(best)[2]

    def _is_calm(self, rep: Rep, day: date) -> bool:
        """Whether the week of a day has less than the pace of the rep, for the days on which the rep is there."""
        monday = monday_of(day)
        return self.in_week[rep, monday] + 1 <= PACE_KEPT * self.paced(rep, monday)

    def paced(self, rep: Rep, monday: date) -> float:
        """The pace of a rep for the days of a week on which the rep is there."""
        week = self._week(rep, monday)
        return self.pace(rep) * week.by_day / (5 * week.a_day or 1)

    def _fill_of_day(self, rep: Rep, day: date) -> float:
        count = self.on_day[rep, day]
        return count / (self.capacity(rep, day).visits_a_day or 1) if count else 0.0

    def fill(self, rep: Rep, day: date) -> float:
        """The load of the week of a day, as a share of what its days allow."""
        monday = monday_of(day)
        return self.in_week[rep, monday] / (self._week(rep, monday).by_day or 1)

    def room(self, rep: Rep, monday: date) -> int:
        """How many visits a rep can make in the rest of a week."""
        week = self._week(rep, monday)
        return min(week.by_day, week.most)

    def _roomy(self, rep: Rep, first: date, last: date) -> list[date]:
        """The days of a part of a week on which there is room for one more."""
        monday = monday_of(first)
        week = self._week(rep, monday)
        if rep is None:
            return [day for day in week.days if first <= day <= last]
        if self.in_week[rep, monday] >= week.most:
            return []
        on_day = self.on_day
        return [day for day, most in week.days.items() if first <= day <= last and on_day[rep, day] < most]

    def _present(self, rep: Rep, first: date, last: date) -> list[date]:
        """The workdays of a time on which the rep is there, from today on."""
        found: list[date] = []
        for start, end in weeks_between(first, last):
            found += [day for day in self._week(rep, monday_of(start)).days if start <= day <= end]
        return found

    def _week(self, rep: Rep, monday: date) -> _Week:
        """A week of a rep, worked out once: a run places many visits into the same weeks."""
        key = rep, monday
        if (found := self._weeks.get(key)) is None:
            if (week := self._workweeks.get(monday)) is None:
                week = self._workweeks[monday] = self._workdays(rep, monday, monday + timedelta(days=6))
            days = {day: self.capacity(rep, day).visits_a_day for day in week if not self.is_away(rep, day)}
            terms = self.capacity(rep, monday)
            found = _Week(days, sum(days.values()), terms.visits_a_week, terms.visits_a_day)
            self._weeks[key] = found
        return found

    def _workdays(self, _rep: Rep, first: date, last: date) -> list[date]:
        days = (first + timedelta(days=n) for n in range((last - first).days + 1))
        return [day for day in days if day >= self.today and self.is_workday(day)]


def weeks_between(first: date, last: date) -> Iterator[tuple[date, date]]:
    """The parts of calendar weeks from `first` to `last`: their first and last days."""
    while first <= last:
        sunday = monday_of(first) + timedelta(days=6)
        yield first, min(sunday, last)
        first = sunday + ONE_DAY
