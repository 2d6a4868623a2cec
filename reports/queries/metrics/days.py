"""The sums of a day, counted afresh: what services/keeping.py keeps and the nightly check compares."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import CharField, Count, DateField, DateTimeField, F, Min, Q, QuerySet, Sum, Value
from django.db.models.functions import Cast, Coalesce, TruncDate
from django.utils import timezone

from aftersales.store.dates import company_date, start_of
from complaints.models import SlaTarget
from complaints.quality.queries.cost_sources import sources as cost_sources

from .slices import TICKET, Paths, Slice
from .sources import RETURNED, SOURCES, Source

COSTS, LATE = "costs", "late"
COST_COLUMNS = ("all", "fen", "returned", "returned_fen")
EDITION = 1  # another number has the sums made anew
WIDTH = 7  # whole numbers of a source
NO_DAY = date.min
A_DAY = timedelta(days=1)
OF_A_TICKET = ("region", "product", "channel")
# The sources of which sums are kept, and the dimensions by which. Of the others there are few rows, or what they
# depend on changes without them: the region of a customer, the department of an owner.
KEPT: dict[str, tuple[str, ...]] = {
    "promises": OF_A_TICKET,
    "logged": OF_A_TICKET,
    "closed": OF_A_TICKET,
    "approved": OF_A_TICKET,
    COSTS: ("kind",),
    "refunds": (),
    "recovered": (),
    "actions_judged": (),
    "units": (),
    "visits": (),
    LATE: OF_A_TICKET,
    "invitations": ("region",),
    "responses": ("region", "product", "team"),
}
Key = tuple[str, str, date]  # dimension, value, day


@dataclass
class DayFigures:
    """The sums of a dimension, value and day."""

    sums: list[int] = field(default_factory=lambda: [0] * WIDTH)
    fen: int = 0
    until: datetime | None = None

    def add(self, sums: Iterable[Any], amount: Any) -> None:
        self.sums = [held + (more or 0) for held, more in zip(self.sums, sums, strict=True)]
        self.fen += int(100 * (amount or 0))


def paths_of(name: str) -> Paths:
    """The filters that a source follows."""
    return TICKET if name in (COSTS, LATE) else SOURCES[name].paths[0]


def day_figures(name: str, now: datetime, days: Collection[date] | None = None) -> dict[Key, DayFigures]:
    """The sums of a source by dimension, value and day, of these days or of all; days without rows are left out."""
    if name == LATE:
        return _late_figures(now, days)
    found: dict[Key, DayFigures] = {}
    dims = KEPT[name]
    for rows in _grouped(name, now, days):
        for day, *values in rows:
            keys, sums, amount, until = values[: len(dims)], values[len(dims) : -2], values[-2], values[-1]
            kept_day = day or NO_DAY
            for dim, key in [("", ""), *zip(dims, keys, strict=True)]:
                held = found.setdefault((dim, key, kept_day), DayFigures())
                held.add(sums, amount)
                if dim == "" and until is not None:
                    held.until = min(held.until or until, until)
    return found


def _grouped(name: str, now: datetime, days: Collection[date] | None) -> list[QuerySet[Any]]:
    if name == COSTS:
        returned = Q(c_source__in=RETURNED)
        sums = [Count("pk"), Sum("c_fen"), Count("pk", filter=returned), Sum("c_fen", filter=returned)]
        parts = [rows.order_by() for rows, _path in cost_sources()]
        if days is not None:
            parts = [rows.filter(of_days("c_day", days)) for rows in parts]
        return [_by_day(rows, F("c_day"), ("c_kind",), sums, None, None) for rows in parts]
    source, whole = SOURCES[name], everything(now)
    rows = source.rows(whole).order_by()
    if days is not None:
        rows = rows.filter(days_of(source, days))
    paths = tuple(source.paths[0][dim] for dim in KEPT[name])
    sums = list(source.expressions(whole).values())
    return [_by_day(rows, _day_of(source), paths, sums, source.amount, _until(name, now))]


OVERRAN = Q(met_at=None) | Q(met_at__gt=F("due_at"))  # the condition of an index


def _late_figures(now: datetime, days: Collection[date] | None) -> dict[Key, DayFigures]:
    """The tickets that were late at the beginning of each day until today. A ticket is late from the day after its
    deadline to the day on which it is met or dropped; two overdue targets of a ticket count once."""
    today = company_date(now)
    paths = [f"ticket__{TICKET[dim]}" for dim in KEPT[LATE]]
    targets = SlaTarget.objects.filter(OVERRAN, due_at__lt=now).order_by("ticket", "due_at")
    changes: dict[tuple[str, str], Counter[date]] = {}
    ticket, covered = 0, date.min
    for pk, due_at, met_at, dropped_at, *keys in targets.values_list(
        "ticket", "due_at", "met_at", "cancelled_at", *paths
    ):
        if pk != ticket:
            ticket, covered = pk, date.min
        ends = [company_date(moment) for moment in (met_at, dropped_at) if moment is not None]
        first = max(company_date(due_at) + A_DAY, covered)
        after = min([today, *ends]) + A_DAY
        if first >= after:
            continue
        covered = after
        for place in [("", ""), *((dim, key or "") for dim, key in zip(KEPT[LATE], keys, strict=True))]:
            change = changes.setdefault(place, Counter())
            change[first] += 1
            change[after] -= 1
    return {
        (*place, day): DayFigures([count, *[0] * (WIDTH - 1)])
        for place, change in changes.items()
        for day, count in _counts(change, today)
        if count and (days is None or day in days)
    }


def _counts(change: Mapping[date, int], today: date) -> Iterator[tuple[date, int]]:
    """The sum of all changes until each day."""
    count, day = 0, min(change)
    while day <= today:
        count += change.get(day, 0)
        yield day, count
        day += A_DAY


def everything(now: datetime) -> Slice:
    """The slice without filters, of nobody."""
    nobody: Any = None
    return Slice(nobody, now, {}, {}, is_fixed=False)


def _day_of(source: Source) -> Any:
    return F(source.at) if source.is_day else TruncDate(source.at, tzinfo=timezone.get_default_timezone())


def _until(name: str, now: datetime) -> Any:
    """When the next promise of a day falls due, which then counts as late."""
    if name != "promises":
        return None
    return Min("due_at", filter=Q(met_at=None, cancelled_at=None, due_at__gte=now))


def _by_day(rows: Any, day: Any, paths: tuple[str, ...], sums: list[Any], amount: Any, until: Any) -> QuerySet[Any]:
    # No model has fields with these names.
    groups: dict[str, Any] = {"kept_day": Cast(day, DateField())}
    for place, path in enumerate(paths):
        text = Coalesce(Cast(F(path), CharField(max_length=40)), Value(""), output_field=CharField())
        groups[f"kept_key_{place}"] = text
    columns = {f"kept_{place}": sums[place] if place < len(sums) else Value(0) for place in range(WIDTH)}
    more = {"kept_amount": amount or Value(0), "kept_until": until or Value(None, output_field=DateTimeField())}
    return rows.annotate(**groups).values_list(*groups).annotate(**columns, **more)


def days_of(source: Source, days: Collection[date]) -> Q:
    """The rows of a source on these days."""
    return of_days(source.at, days, is_day=source.is_day)


def of_days(at: str, days: Collection[date], *, is_day: bool = True) -> Q:
    return in_runs(at, runs_of(days, is_day=is_day), NO_DAY in days)


def in_runs(at: str, runs: Iterable[tuple[Any, Any]], has_no_day: bool) -> Q:
    """The rows of any of the runs; has_no_day: and those without a day."""
    found = Q(**{at: None}) if has_no_day else Q(pk__in=[])
    for first, end in runs:
        found |= Q(**{f"{at}__gte": first, f"{at}__lt": end})
    return found


def runs_of(days: Collection[date], *, is_day: bool = True) -> list[tuple[Any, Any]]:
    """The days as runs without a gap, each with the day after its last one; of moments (not is_day) when they begin."""
    found: list[tuple[date, date]] = []
    for day in sorted(set(days) - {NO_DAY}):
        if found and found[-1][1] == day:
            found[-1] = (found[-1][0], day + A_DAY)
        else:
            found.append((day, day + A_DAY))
    return found if is_day else [(start_of(first), start_of(end)) for first, end in found]
