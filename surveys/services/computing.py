"""Computes the figures of a closed round: flags, roll-up, path model, seal (S3, S4, S6).

Safe to repeat. A worker that is killed lets its lease run out; the next one begins anew. Nothing is shown before the
last step writes everything in one transaction.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from math import isfinite, sqrt

from django.db import transaction
from django.db.models import Q

from aftersales.kernel.errors import Conflict
from aftersales.store.sweeping import each
from aftersales.store.writing import lock, save_with_history

from ..enums import RoundState
from ..models import Ballot, Computation, Figure, PathResult, Round, WeightSet
from ..queries.funnel import FUNNEL, exclusions_of, flags_of_round, funnel_of
from ..queries.moves import differences_of, moves_of
from ..queries.rollup import Measured, items_of, measured
from ..queries.rounds import round_before
from ..queries.sealed import code_version, sealed_of
from ..rules.cells import shown_of
from ..rules.changes import mcnemar, paired_change
from ..rules.integrity import is_shown
from ..rules.scores import percentage
from ..rules.student import errors_of
from .figures import Reading, comparable, figure_rows
from .flagging import flag_round

LEASE = timedelta(minutes=30)
TARGET = "SAT"
Progress = Callable[[int], None]


@dataclass(frozen=True)
class Computed:
    figures: list[Figure]
    paths: list[PathResult]
    seal: str


def compute_due(*, now: datetime, limit: int = 2) -> int:
    """Compute the rounds that are closed, whose ballots are all mixed; returns how many."""
    free = Q(computation=None) | Q(computation__leased_until=None) | Q(computation__leased_until__lte=now)
    rows = Round.objects.filter(free, state=RoundState.CLOSED).exclude(pk__in=Ballot.objects.values("round"))
    ids = list(rows.order_by("closes_at", "pk").values_list("pk", flat=True)[:limit])
    return each(ids, partial(compute_round, now=now))


def compute_round(round_id: int, now: datetime) -> int:
    """Compute a closed round; returns 1, or 0 if it is computed already or being computed. What goes wrong is noted
    with the round, and raised."""
    lease = _claim(round_id, now)
    if lease is None:
        return 0
    try:
        progress = partial(_progress, round_id, lease)
        flag_round(round_id=round_id)
        progress(10)
        return _store(round_id, lease, computed(Round.objects.get(pk=round_id), progress), now)
    except Exception as error:
        Computation.objects.filter(round=round_id, lease=lease).update(
            leased_until=now + timedelta(minutes=5), lease="", fault=type(error).__name__[:60]
        )
        raise


@transaction.atomic
def _claim(round_id: int, now: datetime) -> str | None:
    """The lease of a worker; None if there is nothing to do."""
    found = lock(Round, pk=round_id)
    if found.state != RoundState.CLOSED or Ballot.objects.filter(round=found).exists():
        return None
    row, _made = Computation.objects.get_or_create(round=found)
    if row.lease and row.leased_until and row.leased_until > now:
        return None
    row.lease, row.leased_until, row.percent, row.fault = secrets.token_hex(16), now + LEASE, 0, ""
    row.save()
    return row.lease


def _progress(round_id: int, lease: str, percent: int) -> None:
    """Note how far it is. Raises Conflict if another worker has taken over."""
    if not Computation.objects.filter(round=round_id, lease=lease).update(percent=percent):
        raise Conflict(code="taken_over", message="Taken over")


def computed(found: Round, progress: Progress = lambda percent: None) -> Computed:
    """All rows of a round, not yet stored."""
    from .modelling import path_result  # noqa: PLC0415  (needs NumPy, which the web process must not load)

    weight_set = weights_in_effect(found)
    weights = dict(weight_set.weights) if weight_set else {}
    wanted = measured(items_of(found.questionnaire_id), weights, _target(found))
    earlier = round_before(found)
    whole = Reading.of(found, wanted)
    less = Reading.of(found, wanted, whole)
    progress(40)
    before, before_less = _before(earlier, wanted, weights) if earlier else (None, None)
    progress(60)
    figures = [*figure_rows(found, wanted, whole, before), *figure_rows(found, wanted, less, before_less, whole)]
    figures += [*_counted(found), *(_moved(found, earlier) if earlier else [])]
    figures += _paired(found, earlier, weights) if earlier else []
    paths = [path_result(found, weight_set, without_flagged=False)]
    progress(80)
    paths.append(path_result(found, weight_set, without_flagged=True))
    return Computed(figures, paths, sealed_of(found, figures, paths, code_version())["seal"])


def _before(earlier: Round, wanted: list[Measured], weights: dict[str, float]) -> tuple[Reading, Reading]:
    """The readings of the round before, of what it asked in the same way, with the weights of now."""
    then = comparable(wanted, measured(items_of(earlier.questionnaire_id), weights, _target(earlier)))
    whole = Reading.of(earlier, then)
    return whole, Reading.of(earlier, then, whole)


def _target(found: Round) -> str:
    model = found.questionnaire.index_model
    return model.target if model else TARGET


def weights_in_effect(found: Round) -> WeightSet | None:
    """The frozen weights of the quarter; None means equal weights."""
    rows = WeightSet.objects.filter(
        questionnaire_code=found.questionnaire.code,
        from_quarter__lte=found.quarter,
        index_model_id=found.questionnaire.index_model_id,
    )
    return rows.order_by("-from_quarter", "-pk").first()


def _counted(found: Round) -> list[Figure]:
    """Response rate, funnel, flags, exclusions."""
    funnel = funnel_of(found)
    rows = [Figure(round=found, code=f"{FUNNEL}{step}", value=n, n=n) for step, n in funnel.items()]
    rows += [Figure(round=found, code=f"flag:{code}", value=n, n=n) for code, n in flags_of_round(found).items()]
    rows += [Figure(round=found, code=f"excluded:{state}", value=n, n=n) for state, n in exclusions_of(found).items()]
    asked = max(funnel["invited"], funnel["complete"])
    if rate := percentage(funnel["complete"], asked) if asked else None:
        rows.append(Figure(round=found, code="response_rate", value=rate.value, low=rate.low, high=rate.high, n=asked))
    return rows


def _moved(found: Round, before: Round) -> list[Figure]:
    """The customers of both rounds who are better, the same, or worse; cells under five are hidden. p: of the exact
    McNemar test."""
    moves = moves_of(found, before)
    shown = shown_of(moves, sum(moves.values()))
    change = mcnemar(moves.get("better", 0), moves.get("worse", 0))
    rows = []
    for name, n in moves.items():
        row = Figure(round=found, code=f"moves:{name}", is_hidden=name not in shown and n > 0)
        if not row.is_hidden:
            row.value, row.n = n, n
        if change and len(shown) == sum(count > 0 for count in moves.values()):
            row.p, row.is_significant = change.p_value, change.is_significant
        rows.append(row)
    return rows


def _paired(found: Round, before: Round, weights: dict[str, float]) -> list[Figure]:
    """By how much the overall index of the customers of both rounds changed, by the paired t-test; None of it if they
    are fewer than five."""
    differences = differences_of(found, before, weights, _target(found))
    change = paired_change(differences) if differences and is_shown(differences.n) else None
    if differences is None or change is None:
        return []
    margin = errors_of([differences.n]) * sqrt(differences.variance / differences.n)
    mean = differences.mean
    return [
        Figure(
            round=found,
            code="moves:index",
            value=mean,
            low=mean - margin,
            high=mean + margin,
            n=differences.n,
            change=mean,
            z=change.z if isfinite(change.z) else None,
            p=change.p_value,
            is_significant=change.is_significant,
        )
    ]


@transaction.atomic
def _store(round_id: int, lease: str, rows: Computed, now: datetime) -> int:
    """Write everything at once, if the lease is still ours and the round still closed."""
    found = lock(Round, pk=round_id)
    row = lock(Computation, round=found)
    if row.lease != lease or found.state != RoundState.CLOSED:
        return 0
    Figure.objects.filter(round=found).delete()
    PathResult.objects.filter(round=found).delete()
    Figure.objects.bulk_create(rows.figures, batch_size=500)
    PathResult.objects.bulk_create(rows.paths)
    row.lease, row.leased_until, row.percent = "", None, 100
    row.save()
    found.state, found.computed_at = RoundState.COMPUTED, now
    found.seal, found.code_version = rows.seal, code_version()
    found.version += 1
    save_with_history(found, actor=None, reason="computed")
    return 1
