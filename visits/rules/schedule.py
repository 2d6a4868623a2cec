"""When the next follow-up visit of a customer falls due, and why: the one rule that everything else asks.

It depends on facts only, not on today. The interval counts from the last visit that took place, else from the day on
which the customer became one. Tiers, cadence and exceptions have dates: the visit falls due on the first day on which
as much time has passed as is required on that day. Therefore a stored due date stays right until a fact changes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from aftersales.kernel.errors import InvalidInput, gettext_noop

from ..enums import ExceptionKind, ScheduleBasis
from .cadence import add_months, anchor, channel_of, months_between_visits
from .placing import SPREAD_DAYS

ONE_DAY = timedelta(days=1)
# How long a visit may take that falls due by a change (another tier, a shorter cadence, the end of a pause) and not by
# the passing of time.
IN_TIME = timedelta(days=SPREAD_DAYS)
MOST_MONTHS = 60
FARTHEST = timedelta(days=366)  # to the end of an exception


@dataclass(frozen=True)
class CadenceRow:
    """The cadence of a tier between two days, which both belong to it."""

    tier: str
    months: int
    channel: str
    first: date
    last: date | None = None


@dataclass(frozen=True)
class Exempt:
    """An exception of a customer. until: its last day. not_before: the first day on which a visit is possible."""

    kind: str
    months: int | None = None
    not_before: date | None = None
    until: date | None = None

    def holds_on(self, day: date) -> bool:
        return self.until is None or day <= self.until


@dataclass(frozen=True)
class Facts:
    """What a due date depends on, besides the cadence.

    tiers: earlier tiers and the present one with the day on which each began, in order; empty if it was always the
    same. barred: why there are no visits at all, "opted_out" or "erased".
    """

    tier: str
    entered_on: date
    since: date | None = None
    last_visit_on: date | None = None
    tiers: Sequence[tuple[date, str]] = ()
    exceptions: Sequence[Exempt] = field(default_factory=tuple)
    not_by_phone: bool = False
    barred: str = ""

    @property
    def counted_from(self) -> date:
        return anchor(last_visit_on=self.last_visit_on, since=self.since, archived_on=self.entered_on)

    def tier_on(self, day: date) -> str:
        before = [tier for since, tier in self.tiers if since <= day]
        return before[-1] if before else self.tiers[0][1] if self.tiers else self.tier


@dataclass(frozen=True)
class Scheduled:
    """When the next visit is due; due_on None means never. earliest_on: no visit before this day."""

    basis: str
    counted_from: date
    months: int | None = None
    due_on: date | None = None
    earliest_on: date | None = None
    channel: str = ""


def schedule(facts: Facts, cadence: Sequence[CadenceRow]) -> Scheduled:
    """The next visit of a customer."""
    start = facts.counted_from
    if facts.barred:
        return Scheduled(facts.barred, start)
    found = _first_due(facts, cadence, start)
    if found is None:
        return Scheduled(ScheduleBasis.NO_CADENCE, start)
    due, months, basis = found
    earliest, why = _earliest(facts)
    if earliest is not None and due < earliest:
        due, basis = earliest + IN_TIME, why
    return Scheduled(basis, start, months, due, earliest, _channel(facts, cadence, due))


def _first_due(facts: Facts, cadence: Sequence[CadenceRow], start: date) -> tuple[date, int, str] | None:
    """The first day on which the time required on that day has passed since `start`; the interval, and its basis."""
    present = facts.tiers[-1][0] if facts.tiers else start
    waited: date | None = None  # until when the rules before would have let the visit wait
    found: tuple[date, int, str] | None = None
    required = False
    for first, end in _spans(facts, cadence, start):
        months, basis = _interval(facts, cadence, first)
        if months is None:
            waited = None
            continue
        required = required or end is None or end > present
        if found is not None:
            continue
        due = add_months(start, months)
        if first > start:
            in_time = first + IN_TIME
            due = max(due, in_time if waited is None else min(in_time, waited))
        waited = due
        if end is None or due < end:
            found = due, months, basis
    return found if required else None


def _spans(facts: Facts, cadence: Sequence[CadenceRow], start: date) -> Iterator[tuple[date, date | None]]:
    """The spans of days from `start` on within which the required interval is the same: first day, day after it."""
    turns = {since for since, _tier in facts.tiers}
    for row in cadence:
        turns |= {row.first, *([row.last + ONE_DAY] if row.last else [])}
    turns |= {one.until + ONE_DAY for one in facts.exceptions if one.kind == ExceptionKind.OFTEN and one.until}
    days = [start, *sorted(day for day in turns if day > start)]
    return zip(days, [*days[1:], None], strict=True)


def _interval(facts: Facts, cadence: Sequence[CadenceRow], day: date) -> tuple[int | None, str]:
    """The months between visits that count on a day, and what requires them."""
    tier = facts.tier_on(day)
    row = _row_on(cadence, tier, day)
    often = (one for one in facts.exceptions if one.kind == ExceptionKind.OFTEN and one.holds_on(day))
    own = min((one.months for one in often if one.months), default=None)
    months = months_between_visits(tier, own, {tier: row.months} if row else {})
    more = own is not None and (row is None or own < row.months)
    return months, ScheduleBasis.OFTEN if more else ScheduleBasis.CADENCE


def _earliest(facts: Facts) -> tuple[date | None, str]:
    """The first day on which a visit is possible, and why not before."""
    days: list[tuple[date | None, str]] = []
    for one in facts.exceptions:
        if one.kind == ExceptionKind.NOT_BEFORE and one.not_before:
            days.append((one.not_before, ScheduleBasis.NOT_BEFORE))
        if one.kind == ExceptionKind.PAUSED and one.until:
            days.append((one.until + ONE_DAY, ScheduleBasis.PAUSED))
    return max(days, default=(None, ""))


def _channel(facts: Facts, cadence: Sequence[CadenceRow], day: date) -> str:
    row = _row_on(cadence, facts.tier_on(day), day)
    declined = any(one.kind == ExceptionKind.NOT_BY_PHONE and one.holds_on(day) for one in facts.exceptions)
    return channel_of(row.channel if row else None, not_by_phone=facts.not_by_phone or declined)


def _row_on(cadence: Sequence[CadenceRow], tier: str, day: date) -> CadenceRow | None:
    return next(
        (row for row in cadence if row.tier == tier and row.first <= day and (row.last is None or day <= row.last)),
        None,
    )


def check_exception(
    kind: str, *, months: int | None, not_before: date | None, until: date | None, today: date, tier: int | None
) -> None:
    """Refuse an exception that says nothing, or too much. tier: the interval of the customer's tier, None without."""
    if kind == ExceptionKind.OFTEN:
        most = min(MOST_MONTHS, tier - 1 if tier else MOST_MONTHS)
        if months is None or not 1 <= months <= most:
            text = gettext_noop("Enter 1 to %(most)s months: more often than the tier requires.")
            raise InvalidInput(text, code="not_more_often", field="months", params={"most": most})
    if kind == ExceptionKind.NOT_BEFORE:
        _check_day(not_before, "not_before", today)
    elif until is not None or kind == ExceptionKind.PAUSED:
        _check_day(until, "until", today)


def _check_day(day: date | None, field: str, today: date) -> None:
    if day is None:
        raise InvalidInput(gettext_noop("Enter the day."), code="day_missing", field=field)
    if not today <= day <= today + FARTHEST:
        text = gettext_noop("Enter a day from today to %(most)s.")
        raise InvalidInput(text, code="day", field=field, params={"most": (today + FARTHEST).isoformat()})
