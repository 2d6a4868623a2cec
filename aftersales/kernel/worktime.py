"""Working time and deadlines: calendars with lunch breaks, holidays and make-up workdays (调休).

Source: requirement T2 (file 003 chapter 2). Minutes and hours are elapsed or working time. Days and weeks are calendar
days: the day of the report is excluded, the last day ends at close of business, and a last day off moves to the next
workday (as the Civil Code of China, articles 201 to 203, counts).

Moments are aware datetimes; results are in UTC, because arithmetic on local datetimes is wrong by an hour when the
clocks change.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from hashlib import sha256
from itertools import pairwise

from .errors import InvalidInput, gettext_noop

ONE_DAY = timedelta(days=1)
ZERO = timedelta(0)

Window = tuple[datetime, datetime]


class Unit(StrEnum):
    """The unit of a time limit (T2)."""

    ELAPSED_MINUTES = "elapsed_minutes"
    ELAPSED_HOURS = "elapsed_hours"
    WORKING_MINUTES = "working_minutes"
    CALENDAR_DAYS = "calendar_days"
    WEEKS = "weeks"


DAYS_IN = {Unit.CALENDAR_DAYS: 1, Unit.WEEKS: 7}


@dataclass(frozen=True, order=True)
class Period:
    """Working hours from `start` until just before `end`, wall time; `end` 00:00 is midnight."""

    start: time
    end: time

    def __post_init__(self) -> None:
        if self.end <= self.start and self.end != time(0):
            raise ValueError(f"a period must end after it starts: {self.start}-{self.end}")


@dataclass(frozen=True)
class Pause:
    """Time in which the clock stands still; `end` is None while the pause lasts."""

    start: datetime
    end: datetime | None = None

    def __post_init__(self) -> None:
        if self.end is not None and self.end < self.start:
            raise ValueError("a pause cannot end before it starts")


@dataclass(frozen=True, eq=False)
class Calendar:
    """When the company works.

    `weekly` maps 0 (Monday) to 6 to the periods of that weekday. `holidays` are days off on any weekday. `workdays` are
    days worked on any weekday or holiday: a set of dates has the usual periods, a mapping gives its own. `known_years`
    are the years whose holidays have been entered; None means all years.
    """

    tz: tzinfo
    weekly: Mapping[int, Sequence[Period]]
    holidays: frozenset[date] = frozenset()
    workdays: Mapping[date, Sequence[Period]] | frozenset[date] = frozenset()
    known_years: frozenset[int] | None = None
    _special: dict[date, tuple[Period, ...]] = field(init=False, repr=False)
    _week: tuple[tuple[Period, ...], ...] = field(init=False, repr=False)
    _cache: dict[date, tuple[Window, ...]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        week = tuple(_in_order(self.weekly.get(weekday, ())) for weekday in range(7))
        usual = next((periods for periods in week if periods), ())
        if not usual:
            raise ValueError("a calendar needs at least one working period in the week")
        special: dict[date, tuple[Period, ...]] = dict.fromkeys(self.holidays, ())
        if isinstance(self.workdays, Mapping):
            special |= {day: _in_order(periods) or usual for day, periods in self.workdays.items()}
        else:
            special |= dict.fromkeys(self.workdays, usual)
        object.__setattr__(self, "_week", week)
        object.__setattr__(self, "_special", special)
        object.__setattr__(self, "_cache", {})

    @property
    def fingerprint(self) -> str:
        """The same for calendars that count alike. What was counted by another one is counted again."""
        special = sorted((day.isoformat(), *map(str, periods)) for day, periods in self._special.items())
        return sha256(repr((str(self.tz), self._week, special)).encode()).hexdigest()[:16]

    def knows(self, day: date) -> bool:
        """Whether the holidays of that day's year have been entered."""
        return self.known_years is None or day.year in self.known_years

    def date_of(self, moment: datetime) -> date:
        return _utc(moment).astimezone(self.tz).date()

    def periods(self, day: date) -> tuple[Period, ...]:
        return self._special.get(day, self._week[day.weekday()])

    def is_workday(self, day: date) -> bool:
        return bool(self.periods(day))

    def next_workday(self, day: date) -> date:
        """`day` itself if it is a workday, else the first workday after it."""
        while not self.is_workday(day):
            day += ONE_DAY
        return day

    def close_of_business(self, day: date) -> datetime:
        """The end of the last period of `day`, or of the next workday when `day` is off."""
        return self.windows(self.next_workday(day))[-1][1]

    def windows(self, day: date) -> tuple[Window, ...]:
        """The periods of `day` as moments in UTC."""
        if day not in self._cache:
            self._cache[day] = tuple(
                (self._moment(day, period.start), self._moment(day, period.end, end=True))
                for period in self.periods(day)
            )
        return self._cache[day]

    def _moment(self, day: date, wall: time, *, end: bool = False) -> datetime:
        if end and wall == time(0):
            day += ONE_DAY
        local = datetime.combine(day, wall, self.tz)
        first = local.astimezone(UTC)
        # When clocks go back a wall time occurs twice: work starts at the first and ends at the second.
        # When they go forward neither exists in the skipped hour, and the later one is used.
        return max(first, local.replace(fold=1).astimezone(UTC)) if end else first

    def day_end(self, day: date) -> datetime:
        """When `day` ends for a deadline: close of business, or midnight on a day off."""
        if self.is_workday(day):
            return self.windows(day)[-1][1]
        return self._moment(day, time(0), end=True)

    def add_working(self, start: datetime, amount: timedelta) -> datetime:
        """The moment at which `amount` of working time has passed since `start`.

        A negative amount goes back. An amount that fills a period ends when the period closes, not when the next one
        opens.
        """
        moment = _utc(start)
        if amount < ZERO:
            return self._subtract_working(moment, -amount)
        day = self.date_of(moment)
        while amount:
            for opening, closing in self.windows(day):
                begin = max(opening, moment)
                if begin < closing:
                    if amount <= closing - begin:
                        return begin + amount
                    amount -= closing - begin
            day += ONE_DAY
        return moment

    def _subtract_working(self, moment: datetime, amount: timedelta) -> datetime:
        day = self.date_of(moment)
        while True:
            for opening, closing in reversed(self.windows(day)):
                until = min(closing, moment)
                if opening < until:
                    if amount <= until - opening:
                        return until - amount
                    amount -= until - opening
            day -= ONE_DAY

    def working_between(self, start: datetime, end: datetime) -> timedelta:
        """The working time from `start` to `end`; negative when `end` comes first."""
        first, last = _utc(start), _utc(end)
        if last < first:
            return -self.working_between(last, first)
        total, day, last_day = ZERO, self.date_of(first), self.date_of(last)
        while day <= last_day:
            for opening, closing in self.windows(day):
                total += max(ZERO, min(closing, last) - max(opening, first))
            day += ONE_DAY
        return total


def due_at(start: datetime, amount: int, unit: str, calendar: Calendar) -> datetime:
    """The latest moment for something that may take `amount` `unit` from `start` (T2)."""
    if amount <= 0:
        raise InvalidInput(
            gettext_noop("The time limit must be more than zero."),
            code="amount_not_positive",
            field="amount",
        )
    counted = Unit(unit)
    if counted in DAYS_IN:
        last_day = calendar.date_of(start) + timedelta(days=amount * DAYS_IN[counted])
        return calendar.close_of_business(last_day)
    if counted is Unit.WORKING_MINUTES:
        return calendar.add_working(start, timedelta(minutes=amount))
    if counted is Unit.ELAPSED_HOURS:
        return _utc(start) + timedelta(hours=amount)
    return _utc(start) + timedelta(minutes=amount)


def due_with_pauses(
    start: datetime,
    amount: int,
    unit: str,
    calendar: Calendar,
    pauses: Iterable[Pause] = (),
) -> datetime | None:
    """The due moment, moved by the paused time that counts in `unit`; None during a pause.

    Only time in which the clock runs is given back, to the second: the paused working time for working minutes, days
    and weeks, the paused time for elapsed units. Ten pauses over closing time give back what lies within working hours
    and nothing more. Days are counted from the end of the day of the report, so a pause on that day changes nothing,
    nor does one that begins after the due moment.
    """
    counted = Unit(unit)
    elapsed = counted in (Unit.ELAPSED_MINUTES, Unit.ELAPSED_HOURS)
    runs_from = calendar.day_end(calendar.date_of(start)) if counted in DAYS_IN else start
    due = due_at(start, amount, unit, calendar)
    for begin, end in _merged(pauses, since=runs_from):
        if begin >= due:
            break
        if end is None:
            return None
        due = due + (end - begin) if elapsed else calendar.add_working(end, calendar.working_between(begin, due))
    return due


def used(
    start: datetime,
    until: datetime,
    unit: str,
    calendar: Calendar,
    pauses: Iterable[Pause] = (),
) -> timedelta:
    """The time from `start` to `until` that counted: working time for working units, else elapsed time.

    Divided by `used` at the due moment it is the used share of the time limit.
    """
    working = Unit(unit) is Unit.WORKING_MINUTES
    first, last = _utc(start), max(_utc(start), _utc(until))
    total = calendar.working_between(first, last) if working else last - first
    for begin, end in _merged(pauses, since=start):
        stop = last if end is None else min(end, last)
        if begin < stop:
            total -= calendar.working_between(begin, stop) if working else stop - begin
    return total


def lateness(due: datetime | None, met_or_now: datetime) -> timedelta:
    """How much later than due; zero if in time (the exact moment is in time) and during a pause."""
    return ZERO if due is None else max(ZERO, _utc(met_or_now) - _utc(due))


def _utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return moment.astimezone(UTC)


def _in_order(periods: Sequence[Period]) -> tuple[Period, ...]:
    ordered = tuple(sorted(periods))
    for earlier, later in pairwise(ordered):
        if earlier.end > later.start or earlier.end == time(0):
            raise ValueError(f"periods of a day must not overlap: {earlier}, {later}")
    return ordered


def _merged(pauses: Iterable[Pause], *, since: datetime) -> Iterator[tuple[datetime, datetime | None]]:
    """The paused periods from `since` on, in order and without overlaps."""
    reached = _utc(since)
    for pause in sorted(pauses, key=lambda pause: pause.start):
        begin = max(reached, _utc(pause.start))
        if pause.end is None:
            yield begin, None
            return
        end = _utc(pause.end)
        if begin < end:
            yield begin, end
            reached = end
