"""What the last computed survey round says: how it came to its answers, and what matters how much."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet, Subquery

from aftersales.staff.models import in_language
from aftersales.store.prepared import Prepared, rows_of
from surveys.models import PathResult
from surveys.queries.funnel import funnel_of_last
from surveys.queries.rounds import COMPUTED

MOST = 10


@dataclass(frozen=True)
class Driver:
    """A question: its effect on satisfaction, and its score from 0 to 100."""

    name: str
    effect: float
    score: float


@dataclass(frozen=True)
class RoundReading:
    """quarter: of the round. funnel: (step, count), see surveys.queries.funnel. drivers: the strongest first."""

    quarter: str
    funnel: Mapping[str, int]
    drivers: tuple[Driver, ...]


def drivers_of_last_round() -> RoundReading | None:
    """The drivers of the last round with a path model; None if there is none."""
    found = rows_of(*Prepared("drivers", _drivers).sql())
    if not found:
        return None
    quarter, importance, *_question = found[0]
    importance = json.loads(importance) if isinstance(importance, str) else importance
    names = {key: in_language(chinese, english) for *_round, key, chinese, english in found if key}
    drivers = [
        Driver(names.get(row["key"], row["key"]), float(row["effect"]), float(row["score"]))
        for row in sorted(importance, key=lambda row: -row["effect"])[:MOST]
        if row.get("score") is not None
    ]
    return RoundReading(quarter, {}, tuple(drivers))


def _drivers() -> QuerySet[Any, Any]:
    """The last round with a path model, once for each question of its questionnaire."""
    rows = PathResult.objects.filter(round__state__in=COMPUTED, without_flagged=False, has_paths=True)
    last = rows.order_by("-round__quarter").values("pk")[:1]
    question = "round__questionnaire__questions__"
    asked = [question + name for name in ("key", "text_zh", "text_en")]
    found = PathResult.objects.filter(pk=Subquery(last)).order_by()
    return found.values_list("round__quarter", "importance", *asked)


def funnel_of_last_round() -> RoundReading | None:
    """How the last computed round came to its answers; None if there is none."""
    found = funnel_of_last()
    return RoundReading(*found, ()) if found else None
