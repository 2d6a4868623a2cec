"""What the last computed survey round says: how it came to its answers, and what matters how much."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from surveys.models import PathResult, Question
from surveys.queries.funnel import funnel_of
from surveys.queries.round_figures import computed_round
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
    rows = PathResult.objects.filter(round__state__in=COMPUTED, without_flagged=False, has_paths=True)
    found = rows.select_related("round").order_by("-round__quarter").first()
    if found is None:
        return None
    names = {row.key: str(row) for row in Question.objects.filter(questionnaire=found.round.questionnaire_id)}
    strongest = sorted(found.importance, key=lambda row: -row["effect"])[:MOST]
    drivers = [
        Driver(names.get(row["key"], row["key"]), float(row["effect"]), float(row["score"]))
        for row in strongest
        if row.get("score") is not None
    ]
    return RoundReading(found.round.quarter, {}, tuple(drivers))


def funnel_of_last_round() -> RoundReading | None:
    """How the last computed round came to its answers; None if there is none."""
    found = computed_round()
    return RoundReading(found.quarter, funnel_of(found), ()) if found else None
