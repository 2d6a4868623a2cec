"""The figures of a computed round as its pages show them. Reads roll-up tables and names only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from aftersales.kernel.errors import NotVisible
from aftersales.staff.models import Department, Outlet, Region
from customers.enums import Tier
from customers.models import Product

from ..enums import Segment
from ..models import Figure, Indicator, PathResult, Question, Round
from .rollup import ANSWERS
from .rounds import computed_rounds

TRENDED = 8  # quarters
COUNTED = frozenset(
    {"funnel", "flag", "excluded", "moves", "response_rate"}
)  # the same with and without flagged answers
NAMED: dict[str, Any] = {
    Segment.REGION: Region,
    Segment.PRODUCT: Product,
    Segment.OUTLET: Outlet,
    Segment.TEAM: Department,
}


@dataclass(frozen=True)
class Member:
    """A figure of a member of a segment. n: its answers, None if hidden."""

    key: str
    name: str
    figure: Figure
    n: int | None


@dataclass(frozen=True)
class Results:
    """A reading of a round. figures: by (segment, member, code). other: the overall index of the other reading.
    latents, items: their names in order. trend: the overall index of the last rounds, the oldest first."""

    round: Round
    quarters: list[str]
    without_flagged: bool
    figures: Mapping[tuple[str, str, str], Figure]
    other: Figure | None
    path: PathResult | None
    latents: Mapping[str, str]
    items: Mapping[str, str]
    item_latents: Mapping[str, str]
    names: Mapping[str, Mapping[str, str]]
    trend: list[Figure]
    own_region: int | None = None

    @property
    def target(self) -> str:
        model = self.round.questionnaire.index_model
        return model.target if model else "SAT"

    @property
    def before(self) -> str | None:
        """The quarter that it is compared with."""
        earlier = [quarter for quarter in self.quarters if quarter < self.round.quarter]
        return max(earlier, default=None)

    def figure(self, code: str) -> Figure | None:
        """The figure of all customers; None if there is none, or it is hidden."""
        found = self.figures.get((Segment.ALL, "", code))
        return None if found is None or found.is_hidden or found.value is None else found

    def count(self, code: str) -> int:
        found = self.figures.get((Segment.ALL, "", code))
        return int(found.value or 0) if found else 0

    def members(self, segment: str, code: str) -> list[Member]:
        """The members of a segment: shown ones by value, the lowest first, then hidden ones."""
        rows = [row for (kind, _member, found), row in self.figures.items() if kind == segment and found == code]
        members = [
            Member(row.member, self.names[segment].get(row.member, row.member), row, self._answers(segment, row.member))
            for row in rows
        ]
        return sorted(members, key=lambda one: (one.figure.is_hidden, one.figure.value or 0.0, one.name))

    def _answers(self, segment: str, member: str) -> int | None:
        found = self.figures.get((segment, member, ANSWERS))
        return found.n if found else None


def results_of(quarter: str | None, *, without_flagged: bool) -> Results | None:
    """The reading of a quarter, by default of the last computed round; None if no round is computed yet. Raises
    NotVisible if that quarter has none."""
    quarters = list(computed_rounds().values_list("quarter", flat=True))
    if not quarters and not quarter:
        return None
    found = computed_rounds().filter(quarter=quarter or quarters[0]).first()
    if found is None:
        raise NotVisible()
    rows = list(Figure.objects.filter(round=found, without_flagged=without_flagged))
    if without_flagged:
        counted = Figure.objects.filter(round=found, without_flagged=False, segment=Segment.ALL)
        rows += [row for row in counted if row.code.partition(":")[0] in COUNTED]
    figures = {(row.segment, row.member, row.code): row for row in rows}
    questions = list(Question.objects.filter(questionnaire=found.questionnaire_id).select_related("indicator__parent"))
    latents = Indicator.objects.filter(questionnaire=found.questionnaire_id, parent=None).order_by("position")
    model = found.questionnaire.index_model
    overall = f"index:{model.target if model else 'SAT'}"
    return Results(
        round=found,
        quarters=quarters,
        without_flagged=without_flagged,
        figures=figures,
        other=Figure.objects.filter(round=found, code=overall, segment=Segment.ALL)
        .exclude(without_flagged=without_flagged)
        .first(),
        path=PathResult.objects.filter(round=found, without_flagged=without_flagged)
        .select_related("weight_set", "index_model")
        .first(),
        latents={row.code: str(row) for row in latents},
        items={row.key: str(row) for row in questions},
        item_latents={row.key: _latent(row) for row in questions},
        names=names_of(rows),
        trend=_trend(found, overall, without_flagged),
    )


def _latent(row: Question) -> str:
    top = row.indicator and (row.indicator.parent or row.indicator)
    return top.code if top else ""


def _trend(found: Round, code: str, without_flagged: bool) -> list[Figure]:
    rows = Figure.objects.filter(
        segment=Segment.ALL, code=code, without_flagged=without_flagged, round__quarter__lte=found.quarter
    ).select_related("round__questionnaire")
    return list(rows.order_by("-round__quarter")[:TRENDED])[::-1]


def names_of(rows: Iterable[Figure]) -> dict[str, dict[str, str]]:
    """The names of the members of each segment, one query a segment."""
    keys: dict[str, set[str]] = {}
    for row in rows:
        if row.member:
            keys.setdefault(row.segment, set()).add(row.member)
    found: dict[str, dict[str, str]] = {str(segment): {} for segment in Segment.values}
    found[Segment.TIER] = {str(value): str(label) for value, label in Tier.choices}
    for segment, model in NAMED.items():
        ids = [int(key) for key in keys.get(segment, ())]
        found[segment] = {str(pk): str(one) for pk, one in model.objects.in_bulk(ids).items()} if ids else {}
    return found
