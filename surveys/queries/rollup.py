"""Sums of the answers of a round, made by the database: for all customers and for each segment (S3, S6)."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet

from ..enums import QuestionKind, Segment
from ..models import Question, Response, ResponseFlag, slot_name
from ..rules.rollup import Shape, Sums
from ..rules.wording import INTEGRITY

ANSWERS = "answers"
COLUMNS = {
    Segment.REGION: "region_id",
    Segment.PRODUCT: "product_id",
    Segment.TIER: "tier",
    Segment.OUTLET: "outlet_id",
    Segment.TEAM: "team_id",
}
REAL = "double precision"
ENDS = {
    QuestionKind.RECOMMEND: (0, 10),
    QuestionKind.YES_NO: (0, 1),
    QuestionKind.INTEGRITY: (1, len(INTEGRITY)),
}
VARIANCE = {"postgresql": "VAR_POP({0})", "sqlite": "AVG({0} * {0}) - AVG({0}) * AVG({0})"}
Cell = tuple[int | None, str]  # region and tier: the stratum
Found = dict[str, dict[str, dict[Cell, Sums]]]  # member → code → stratum → sums


NAMELESS: Cell = (None, "")
NOTHING = Sums(0, 0.0, 0.0)


@dataclass(frozen=True)
class Item:
    """A question with a number: its column and the ends of its scale. latent: the code of its latent variable."""

    key: str
    column: str
    kind: str
    low: int
    high: int
    latent: str
    aspect: str

    @property
    def scale(self) -> str:
        return f"{self.key}:{self.kind}:{self.low}-{self.high}"


@dataclass(frozen=True)
class Measured:
    """A figure, the aggregates that the database computes for it, and how its sums follow from them. Figures share
    aggregates. basis: the questions and scales behind it."""

    code: str
    shape: Shape
    aggregates: tuple[str, ...]
    made: Callable[..., Sums]
    basis: str


def items_of(questionnaire_id: int) -> list[Item]:
    """The questions with a slot, in their order."""
    rows = Question.objects.filter(questionnaire_id=questionnaire_id, slot__isnull=False)
    rows = rows.select_related("indicator__parent").order_by("position")
    return [_item(row) for row in rows]


def _item(row: Question) -> Item:
    top = row.indicator and (row.indicator.parent or row.indicator)
    low, high = ends_of(row)
    return Item(
        row.key, slot_name(row.slot or 0), row.kind, low, high, top.code if top else "", row.aspect.partition(".")[0]
    )


def ends_of(question: Question) -> tuple[int, int]:
    """The lowest and the highest number of the answers to a question with a slot."""
    return ENDS.get(QuestionKind(question.kind), (1, question.points))


def rated(items: Iterable[Item]) -> list[Item]:
    """The items that measure a latent variable."""
    return [item for item in items if item.latent and item.kind in {QuestionKind.SCALE, QuestionKind.RECOMMEND}]


def measured(items: list[Item], weights: Mapping[str, float], target: str) -> list[Measured]:
    """All figures of a questionnaire. weights: of the items of each latent variable; an item without one counts as the
    others. target: the latent variable whose first item is overall satisfaction."""
    found: list[Measured] = []
    blocks: dict[str, list[Item]] = defaultdict(list)
    for item in rated(items):
        blocks[f"index:{item.latent}"].append(item)
    for code, block in blocks.items():
        found.append(_index(code, block, {item.key: float(weights.get(item.key, 1.0)) for item in block}))
    aspects: dict[str, list[Item]] = defaultdict(list)
    for item in rated(items):
        if item.aspect:
            aspects[f"aspect:{item.aspect}"].append(item)
    found += [_index(code, block, dict.fromkeys((item.key for item in block), 1.0)) for code, block in aspects.items()]
    found += [_single(f"item:{item.key}", item, Shape.INDEX, item.scale) for item in rated(items)]
    return found + _standard(items, target)


def _standard(items: list[Item], target: str) -> list[Measured]:
    """CSAT, NPS and its three groups, CES."""
    found = []
    if overall := next((i for i in items if i.latent == target and i.kind == QuestionKind.SCALE), None):
        found.append(_share("csat", overall, f">= {overall.high - 1}"))
    if recommend := next((i for i in items if i.kind == QuestionKind.RECOMMEND), None):
        groups = _count(recommend, ">= 9"), _count(recommend, "<= 6")
        found += [
            Measured("nps", Shape.NPS, (_given(recommend), *groups), _nps, recommend.scale),
            _share("share:promoters", recommend, ">= 9"),
            _share("share:passives", recommend, "IN (7, 8)"),
            _share("share:detractors", recommend, "<= 6"),
        ]
    if effort := next((i for i in items if i.kind == QuestionKind.EFFORT), None):
        found.append(_single("ces", effort, Shape.EFFORT, effort.scale))
        found.append(_share("share:easy", effort, f">= {effort.high - 2}"))
    return found


def _basis(block: list[Item]) -> str:
    return hashlib.sha256(" ".join(sorted(item.scale for item in block)).encode()).hexdigest()[:32]


def _given(item: Item) -> str:
    return f"COUNT({item.column})"


def _count(item: Item, test: str) -> str:
    return f"COUNT(*) FILTER (WHERE {item.column} {test})"


def _share(code: str, item: Item, test: str) -> Measured:
    return Measured(code, Shape.SHARE, (_given(item), _count(item, test)), _hits, item.scale)


def _single(code: str, item: Item, shape: Shape, basis: str) -> Measured:
    """The mean of one question, of 0 to 100 for an index: sums of whole numbers, rescaled afterwards."""
    column = item.column
    aggregates = (_given(item), f"SUM({column})", f"SUM({column} * {column})")
    low, factor = (item.low, _factor(item)) if shape is Shape.INDEX else (0, 1.0)
    return Measured(code, shape, aggregates, partial(_rescaled, low, factor), basis)


def _index(code: str, block: list[Item], shares: Mapping[str, float]) -> Measured:
    """The mean score of a block of questions. PostgreSQL computes its mean and variance in one state, so that the score
    of a person is not computed once more for its square."""
    if len(block) == 1:
        return _single(code, block[0], Shape.INDEX, _basis(block))
    score = _score(block, shares)
    aggregates = (f"COUNT({score})", f"AVG({score})", VARIANCE[connection.vendor].format(score))
    return Measured(code, Shape.INDEX, aggregates, _moments, _basis(block))


def _score(block: list[Item], shares: Mapping[str, float]) -> str:
    """The score of one person: the weighted mean of the answered questions, if they are at least half.

    Most people answer all of a block. Then it is a sum, which is NULL if a question is not answered: only these people
    are counted question by question. Questions of the same weight and scale are added as whole numbers first.
    """
    whole = sum(shares[item.key] for item in block)
    if not whole:
        return "CAST(NULL AS double precision)"
    alike: dict[float, list[str]] = defaultdict(list)
    for item in block:
        alike[shares[item.key] / whole * _factor(item)].append(item.column)
    least = sum(shares[item.key] / whole * _factor(item) * item.low for item in block)
    full = " + ".join(f"CAST({' + '.join(columns)} AS {REAL}) * {_real(part)}" for part, columns in alike.items())
    total = " + ".join(
        f"COALESCE(CAST({item.column} - {item.low} AS {REAL}) * {_real(_factor(item) * shares[item.key])}, {_real(0)})"
        for item in block
    )
    weight = " + ".join(
        f"CASE WHEN {item.column} IS NULL THEN {_real(0)} ELSE {_real(shares[item.key])} END" for item in block
    )
    count = " + ".join(f"CASE WHEN {item.column} IS NULL THEN 0 ELSE 1 END" for item in block)
    part = f"CASE WHEN 2 * ({count}) >= {len(block)} THEN ({total}) / NULLIF({weight}, {_real(0)}) END"
    return f"COALESCE({full} - {_real(least)}, {part})"


def overall_score(items: list[Item], weights: Mapping[str, float], target: str) -> tuple[str, str] | None:
    """The SQL of a person's score on the target, and its basis; None if that is not asked."""
    block = [item for item in rated(items) if item.latent == target]
    if not block:
        return None
    return _score(block, {item.key: float(weights.get(item.key, 1.0)) for item in block}), _basis(block)


def _factor(item: Item) -> float:
    """From a point of the scale to a scale of 0 to 100."""
    return 100.0 / (item.high - item.low)


def _real(value: float) -> str:
    """A number that PostgreSQL does not take for a slow decimal."""
    return f"CAST({float(value)!r} AS {REAL})"


def _rescaled(low: int, factor: float, n: int, total: int | None, squares: int | None) -> Sums:
    total, squares = total or 0, squares or 0
    return Sums(n, factor * (total - low * n), factor**2 * (squares - 2 * low * total + low**2 * n))


def _moments(n: int, mean: float | None, variance: float | None) -> Sums:
    mean, variance = float(mean or 0), float(variance or 0)
    return Sums(n, n * mean, n * (max(0.0, variance) + mean**2))


def _hits(n: int, hits: int) -> Sums:
    """Of a number that is 100 for a hit."""
    return Sums(n, 100.0 * hits, 10_000.0 * hits)


def _nps(n: int, promoters: int, detractors: int) -> Sums:
    return Sums(n, 100.0 * (promoters - detractors), 10_000.0 * (promoters + detractors))


def responses_of(round_id: int, *, without_flagged: bool) -> QuerySet[Response]:
    rows = Response.objects.filter(round_id=round_id).order_by()
    flagged = ResponseFlag.objects.filter(response=OuterRef("pk"))
    return rows.filter(~Exists(flagged)) if without_flagged else rows


def sums(
    round_id: int,
    wanted: list[Measured],
    segment: str = Segment.ALL,
    *,
    without_flagged: bool = False,
    strata: set[Cell] | None = None,
) -> Found:
    """The sums of each figure by member of the segment and by stratum. Answers without a member are left out. strata:
    those that stand for themselves; None: all.

    One query, written by hand: one pass over the responses, and no row leaves the database.
    """
    found: dict[str, dict[str, dict[Cell, Sums]]] = defaultdict(lambda: defaultdict(dict))
    aggregates = list(dict.fromkeys(part for one in wanted for part in one.aggregates))
    places = [(one, [aggregates.index(part) for part in one.aggregates]) for one in wanted]
    for member, region, tier, n, *values in _read(_statement(aggregates, segment, without_flagged), round_id):
        cell: Cell = (region, tier) if strata is None or (region, tier) in strata else NAMELESS
        codes = found[str(member)]
        codes[ANSWERS][cell] = codes[ANSWERS].get(cell, NOTHING).plus(Sums(n, 0.0, 0.0))
        for one, parts in places:
            own = one.made(*(values[part] for part in parts))
            codes[one.code][cell] = codes[one.code].get(cell, NOTHING).plus(own)
    return {str(member): dict(codes) for member, codes in found.items()}


def _read(statement: str, round_id: int) -> list[Any]:
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # To compile some hundred expressions takes longer than to interpret them for 100,000 rows.
            cursor.execute("SET LOCAL jit = off")
        cursor.execute(statement, [round_id])
        return cursor.fetchall()


def _statement(aggregates: list[str], segment: str, without_flagged: bool) -> str:
    """Only names of columns and numbers of ours are in it."""
    table, flags = Response._meta.db_table, ResponseFlag._meta.db_table
    column = COLUMNS.get(Segment(segment))
    limits = "round_id = %s"
    if without_flagged:
        limits += f" AND NOT EXISTS (SELECT 1 FROM {flags} f WHERE f.response_id = {table}.id)"
    if column:
        limits += " AND tier <> ''" if column == "tier" else f" AND {column} IS NOT NULL"
    member = column or "''"
    groups = "".join(f"{name}, " for name in dict.fromkeys([column, "region_id", "tier"]) if name)[:-2]
    parts = "".join(f", {part}" for part in aggregates)
    return f"SELECT {member}, region_id, tier, COUNT(*){parts} FROM {table} WHERE {limits} GROUP BY {groups}"
