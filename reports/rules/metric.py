"""What a metric is, and how its value follows from what was counted."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from math import sqrt
from typing import Any, Literal

from django.utils.translation import gettext_lazy as _

from aftersales.staff.enums import Role

from ..enums import Basis, Subject, Unit

Good = Literal["up", "down", ""]

# Who may see which figures. Whoever may see a figure may also see every row behind it, within their region.
EVERYBODY = frozenset(
    {
        Role.SERVICE,
        Role.REP,
        Role.MANAGER,
        Role.GM,
        Role.QUALITY,
        Role.QUALITY_MANAGER,
        Role.EXECUTIVE,
        Role.AUDITOR,
    }
)
OFFICE = EVERYBODY - {Role.REP}
SATISFACTION = EVERYBODY - {Role.QUALITY}
COSTS = OFFICE - {Role.SERVICE}
CALL_BACKS = frozenset({Role.MANAGER, Role.GM, Role.EXECUTIVE, Role.AUDITOR})

FILTERS = ("region", "product", "batch", "outlet", "channel", "team")
OF_TICKETS = frozenset(FILTERS)
OF_CUSTOMERS = frozenset({"region", "outlet"})
OF_ANSWERS = frozenset({"region", "product", "outlet", "team"})
OF_ACTIONS = frozenset({"region", "product", "batch"})

SERVICE_RULES = _("After-sales service rules")
COMMUNICATION_RULES = _("Rules of communication with customers")
MEASURING = _("Measuring customer satisfaction")
GB_27922 = "GB/T 27922—2011"
FEWEST_ANSWERS = 5  # with fewer, people could be told by a figure


@dataclass(frozen=True)
class Clause:
    """What a metric answers: a document and the place in it."""

    document: Any
    place: Any

    def __str__(self) -> str:
        return f"{self.document}{'' if str(self.document).endswith('》') else ' '}{self.place}"


@dataclass(frozen=True)
class Metric:
    """A figure of the company. Everything that a person must know to count it again.

    numerator, denominator: names of what is counted; the denominator is "" if nothing is divided. formula: in a
    sentence, with what is left out. source: the rows it is counted from. good: the direction that is better, "" if
    neither is. target: in the unit of the metric. smallest: with fewer rows it is hidden, because people could be told
    by it. filters: those of FILTERS that the source rows can be told apart by; the others are not applied, and said.
    """

    code: str
    subject: Subject
    name: Any
    numerator: Any
    denominator: Any
    formula: Any
    source: Any
    unit: Unit = Unit.COUNT
    basis: Basis = Basis.PERIOD
    good: Good = ""
    target: float | None = None
    clauses: tuple[Clause, ...] = ()
    readers: frozenset[Role] = EVERYBODY
    filters: frozenset[str] = OF_TICKETS
    smallest: int = 0

    @property
    def is_share(self) -> bool:
        return self.unit == Unit.PERCENT

    def may_be_seen_by(self, role: str) -> bool:
        return role in self.readers


@dataclass(frozen=True)
class Counts:
    """What was counted for a metric. numerator: a count, or an amount; of an index the sum of the points from 0 to 100;
    of NPS the promoters. squares: of an index, the sum of their squares. others: of NPS, the detractors.
    """

    numerator: Decimal
    denominator: Decimal | None = None
    squares: Decimal = Decimal(0)
    others: Decimal = Decimal(0)


def value_of(metric: Metric, counts: Counts) -> Decimal | None:
    """The value, not rounded; None if nothing can be divided."""
    if not metric.denominator:
        return counts.numerator
    if not counts.denominator:
        return None
    if metric.unit == Unit.NPS:
        return 100 * (counts.numerator - counts.others) / counts.denominator
    return {Unit.PERCENT: 100, Unit.PER_THOUSAND: 1000}.get(metric.unit, 1) * counts.numerator / counts.denominator


PLACES = {Unit.COUNT: 0, Unit.MONEY: 2, Unit.MONEY_PER: 2, Unit.NPS: 0}


def rounded(metric: Metric, value: Decimal | None) -> Decimal | None:
    """The value as every page, file and answer of the API shows it: one place, money two, counts and NPS none."""
    if value is None:
        return None
    return Decimal(value).quantize(Decimal(1).scaleb(-PLACES.get(Unit(metric.unit), 1)), ROUND_HALF_UP)


def margin_of(metric: Metric, counts: Counts) -> float | None:
    """Half of the 95% interval of an index or of NPS; None for other metrics."""
    n = float(counts.denominator or 0)
    if n < 2:
        return None
    if metric.unit == Unit.INDEX:
        mean = float(counts.numerator) / n
        variance = max(0.0, (float(counts.squares) - n * mean**2) / (n - 1))
        return 1.96 * sqrt(variance / n)
    if metric.unit == Unit.NPS:
        up, down = float(counts.numerator) / n, float(counts.others) / n
        return 196 * sqrt(max(0.0, up + down - (up - down) ** 2) / n)
    return None


def is_hidden(metric: Metric, n: int, whole: int) -> bool:
    """Whether a figure of `n` rows is hidden: there are too few, or too few of the `whole` are left beside them, so
    that a subtraction would show these."""
    return n < metric.smallest or 0 < whole - n < metric.smallest
