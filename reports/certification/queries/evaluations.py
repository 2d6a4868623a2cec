"""Reads of self-evaluations, their items and the actions that close their gaps."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery

from complaints.quality.models import Action

from ..enums import MarkKind, SelfEvaluationState
from ..models import Catalogue, CatalogueItem, SelfEvaluation, SelfEvaluationItem, SpecialMark, Standard
from ..rules.score import Rated, Score, score_of


@dataclass(frozen=True)
class Whole:
    """An evaluation with everything on its page. actions: by the key of the item."""

    evaluation: SelfEvaluation
    sections: list[CatalogueItem]
    items: list[SelfEvaluationItem]
    marks: list[SpecialMark]
    score: Score
    actions: dict[str, Action]

    def items_of(self, section: CatalogueItem) -> list[SelfEvaluationItem]:
        return [row for row in self.items if row.item.parent_id == section.pk]

    @property
    def rated(self) -> list[Rated]:
        return rated(self.items)

    @property
    def is_partial(self) -> bool:
        """Whether an item that applies has no points yet."""
        return any(row.applies and row.points is None for row in self.items)

    @property
    def is_unrated(self) -> bool:
        """Whether no item has points yet, so that there is no score at all."""
        return not any(row.applies and row.points is not None for row in self.items)

    def earned_in(self, section: CatalogueItem) -> Decimal | None:
        """The points of a section so far; None before the first."""
        known = [row.points for row in self.items_of(section) if row.applies and row.points is not None]
        return sum(known, Decimal(0)) if known else None

    @property
    def deductions(self) -> list[SpecialMark]:
        return [mark for mark in self.marks if mark.kind == MarkKind.DEDUCTION]

    @property
    def bonus(self) -> list[SpecialMark]:
        return [mark for mark in self.marks if mark.kind == MarkKind.BONUS]


def evaluations() -> QuerySet[SelfEvaluation]:
    """All of them, the newest first."""
    rows = SelfEvaluation.objects.select_related("standard", "catalogue", "assessed_by", "closed_by", "created_by")
    return rows.order_by("-created_at", "-pk")


def items() -> QuerySet[SelfEvaluationItem]:
    """All items, with what their pages show."""
    rows = SelfEvaluationItem.objects.select_related(
        "evaluation__standard", "item__parent", "item__catalogue", "decided_by", "judged_by"
    )
    rows = rows.prefetch_related("evidence__stored", "evidence__added_by")
    return rows.order_by("evaluation_id", "item__place", "pk")


def whole(evaluation: SelfEvaluation) -> Whole:
    """Everything on the page of an evaluation, in a constant number of queries."""
    rows = list(items().filter(evaluation=evaluation))
    marks = list(evaluation.marks.select_related("noted_by"))
    sections = list(CatalogueItem.objects.filter(catalogue=evaluation.catalogue_id, parent=None))
    return Whole(evaluation, sections, rows, marks, _score(evaluation, rows, marks), actions_of(rows))


def _score(evaluation: SelfEvaluation, rows: Iterable[SelfEvaluationItem], marks: list[SpecialMark]) -> Score:
    bonus = sum(mark.kind == MarkKind.BONUS for mark in marks)
    return score_of(rated(rows), len(marks) - bonus, bonus, graded=evaluation.standard.has_grades)


def rated(rows: Iterable[SelfEvaluationItem]) -> list[Rated]:
    return [Rated(row.item.code, row.item.points, row.points, row.applies) for row in rows]


def actions_of(rows: Iterable[SelfEvaluationItem]) -> dict[str, Action]:
    keys = [row.source_key for row in rows]
    return {one.source_key: one for one in Action.objects.filter(source_key__in=keys).select_related("owner")}


def trend(standard: Standard, upto: SelfEvaluation | None = None, count: int = 6) -> list[SelfEvaluation]:
    """The last closed evaluations of a standard, the oldest first; up to one of them."""
    rows = SelfEvaluation.objects.filter(standard=standard, state=SelfEvaluationState.CLOSED)
    if upto is not None:
        rows = rows.filter(created_at__lte=upto.created_at)
    return list(rows.order_by("-created_at", "-pk")[:count])[::-1]


def place_of(evaluation: SelfEvaluation) -> int:
    """The how-manieth evaluation of its standard it is."""
    before = SelfEvaluation.objects.filter(standard=evaluation.standard_id, created_at__lte=evaluation.created_at)
    return before.count()


def standards() -> QuerySet[Standard]:
    return Standard.objects.order_by("pk")


def catalogue_on(standard: Standard, day: date) -> Catalogue | None:
    """The catalogue in effect on a day."""
    rows = standard.catalogues.filter(effective_from__lte=day).select_related("created_by")
    return rows.order_by("-effective_from", "-edition").first()


def newest_catalogue(standard: Standard) -> Catalogue:
    """The last one, which the next change follows, even if it is not in effect yet."""
    return standard.catalogues.select_related("created_by").prefetch_related("items").order_by("-edition")[0]


def open_evaluation(standard: Standard) -> SelfEvaluation | None:
    return evaluations().filter(standard=standard).exclude(state=SelfEvaluationState.CLOSED).first()


def with_catalogue(rows: QuerySet[Standard]) -> QuerySet[Standard]:
    """The standards, each with its newest catalogue as the only one in `newest`."""
    last = Catalogue.objects.filter(standard=OuterRef("standard")).order_by("-edition").values("pk")[:1]
    catalogues = Catalogue.objects.filter(pk=Subquery(last)).select_related("created_by").prefetch_related("items")
    return rows.prefetch_related(Prefetch("catalogues", catalogues, to_attr="newest"))


def standards_listed() -> QuerySet[Standard]:
    """The standards with the edition of their newest catalogue and its first day."""
    newest = Catalogue.objects.filter(standard=OuterRef("pk")).order_by("-edition")
    return standards().annotate(
        last_edition=Subquery(newest.values("edition")[:1]), last_from=Subquery(newest.values("effective_from")[:1])
    )
