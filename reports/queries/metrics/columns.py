"""The columns that all scans have, so that they can be sent as one statement, and what is asked of a span."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import DecimalField, F, Func, IntegerField, Q, QuerySet, Value
from django.db.models.functions import Cast

from aftersales.store.dates import start_of
from aftersales.store.prepared import Given, Slot, read_money

from ...rules.periods import Span
from . import held
from .days import NO_DAY, OVERRAN, WIDTH, in_runs, runs_of

NO_AMOUNT = Cast(Value(None), DecimalField(max_digits=14, decimal_places=2))
# No model has fields with these names.
COLUMNS = ("told_scan", "told_place", *(f"told_{n}" for n in range(WIDTH)), "told_amount")
Names = tuple[str, ...]
Row = tuple[Any, ...]


@dataclass(frozen=True)
class Sums:
    """What a source has in a span: its columns and its amount of money."""

    columns: Mapping[str, int]
    amount: Decimal

    def of(self, column: str) -> Decimal:
        if column == "amount":
            return self.amount
        number = Decimal(self.columns.get(column) or 0)
        return number / 100 if column.endswith("fen") else number

    def plus(self, names: Names, kept: held.Held) -> Sums:
        columns = {name: (self.columns.get(name) or 0) + kept.sums[place] for place, name in enumerate(names)}
        return Sums(columns, self.amount + kept.amount)


def moment_of(span: Span, now: datetime) -> datetime:
    """The end of a span, or now if it is not over."""
    return min(start_of(span.end), now)


def day_of(span: Span, today: date) -> date:
    """The day at whose beginning a state is read: the one after the span, or today."""
    return min(span.end, today)


def late_at(moment: Any) -> Q:
    """SLA targets that were overdue at a moment."""
    unmet = Q(met_at=None) | Q(met_at__gte=moment)
    return OVERRAN & unmet & (Q(cancelled_at=None) | Q(cancelled_at__gte=moment)) & Q(due_at__lt=moment)


class Place(Func):
    """The number of the last edge that a day or moment has reached; -1 before the first one. edges: the names of their
    values.

    The same as a Case, of which Django would resolve each condition on its own, a dozen for each scan.
    """

    output_field = IntegerField()

    def __init__(self, field: str, edges: tuple[str, ...]) -> None:
        super().__init__(F(field) if isinstance(field, str) else field)
        self.edges = edges

    def as_sql(self, compiler: Any, connection: Any, **_extra: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        sql, params = compiler.compile(self.source_expressions[0])
        tests, values = "", []
        for place, edge in reversed(list(enumerate(self.edges))):
            tests += f" WHEN {sql} >= %s THEN {place}"
            values += [*params, Slot(edge)]
        return f"(CASE{tests} ELSE -1 END)", values


def shaped(name: Any, rows: Any, place: Any, sums: list[Any], amount: Any = None) -> QuerySet[Any]:
    """A query of COLUMNS. name: a text, or an expression that the rows are grouped by."""
    values = {f"told_{n}": sums[n] if n < len(sums) else Value(0) for n in range(WIDTH)}
    named = (
        rows.order_by()
        .annotate(told_scan=Value(name) if isinstance(name, str) else name, told_place=place)
        .values("told_scan", "told_place")
    )
    return named.annotate(**values, told_amount=amount or NO_AMOUNT).values_list(*COLUMNS)


def read_row(row: Row) -> Row:
    """A row of COLUMNS as the driver of the database gives it, with whole numbers and an exact amount."""
    name, place, *sums, amount = row
    return (name, place, *(int(value or 0) for value in sums), read_money(amount))


@dataclass(frozen=True)
class Runs:
    """Stale days as a condition with a Given for each limit. There are 1, 2, 4, 8 … runs, the last one repeated, so
    that few statements differ."""

    count: int
    has_no_day: bool
    values: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, days: Collection[date], *, is_day: bool = True) -> Runs:
        runs = runs_of(days, is_day=is_day)
        if runs:
            runs += [runs[-1]] * ((1 << (len(runs) - 1).bit_length()) - len(runs))
        limits = [(f"run_{n}_{end}", value) for n, run in enumerate(runs) for end, value in enumerate(run)]
        return cls(len(runs), NO_DAY in days, dict(limits))

    @property
    def shape(self) -> tuple[int, bool]:
        return self.count, self.has_no_day

    def where(self, at: str) -> Q:
        return in_runs(at, ((Given(f"run_{n}_0"), Given(f"run_{n}_1")) for n in range(self.count)), self.has_no_day)


def named(prefix: str, values: Iterable[Any]) -> dict[str, Any]:
    """Values under numbered names."""
    return {f"{prefix}_{n}": value for n, value in enumerate(values)}
