"""Estimates the weights of the index, once a year, and freezes them (S3).

They rest on the answers of the last four quarters before they take effect, pooled, without flagged ones. Fewer than 200
complete answers, or a weight that is not above 0, make no weights: then all questions of a latent variable count the
same, and the results say so.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from aftersales.staff.models import Actor
from aftersales.store.dates import company_date
from aftersales.store.sweeping import each
from aftersales.store.writing import lock, save_with_history

from ..enums import SurveyKind
from ..models import Questionnaire, WeightSet
from ..queries.pooled import pooled, pooled_count, start_of
from ..rules.quarters import quarter_of, quarters_until
from ..rules.structures import ModelError

LEAST = 200
POOLED = 4  # quarters


def estimate_due(*, now: datetime) -> int:
    """Estimate the weights of the questionnaires whose last ones are a year old; returns how many got some."""
    rows = Questionnaire.objects.filter(is_current=True, kind=SurveyKind.ROUND, index_model__isnull=False)
    ids = list(rows.order_by("pk").values_list("pk", flat=True))
    return each(ids, lambda pk: int(estimate_weights(questionnaire_id=pk, actor=None, now=now) is not None))


@transaction.atomic
def estimate_weights(*, questionnaire_id: int, actor: Actor, now: datetime) -> WeightSet | None:
    """The weights from the first quarter on that has no figures yet; None if there are some of the last year, or too
    few answers. Safe to repeat."""
    row = lock(Questionnaire, pk=questionnaire_id)
    start = start_of(quarter_of(company_date(now)))
    year = quarters_until(start, POOLED)
    known = WeightSet.objects.filter(index_model_id=row.index_model_id, questionnaire_code=row.code)
    # The quarter itself counts, so that nothing is estimated twice in a year.
    if known.filter(from_quarter__gte=year[0]).exists():
        return None
    before = quarters_until(start, POOLED + 1)[:-1]
    if pooled_count(row, before) < LEAST:
        return None
    return _estimated(row, before, start, actor, now)


def _estimated(row: Questionnaire, quarters: list[str], start: str, actor: Actor, now: datetime) -> WeightSet | None:
    from ..rules.path_model import estimate

    answers, model = pooled(row, quarters)
    try:
        found = estimate(answers, model)
    except ModelError:
        return None
    if found.n < LEAST or min(found.raw_weights.values()) <= 0:
        return None
    weights = WeightSet(
        index_model=row.index_model,
        questionnaire_code=row.code,
        from_quarter=start,
        weights=found.raw_weights,
        n=found.n,
        estimated_at=now,
    )
    return save_with_history(weights, actor=actor, reason="weights estimated")
