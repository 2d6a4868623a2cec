"""How a round came to its answers: funnel, flags, exclusions (S4)."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, F, Q, QuerySet, Subquery

from aftersales.store.prepared import Prepared, rows_of

from ..enums import ExclusionState, Segment
from ..models import Exclusion, Figure, Invitation, Response, ResponseFlag, Round
from .rounds import computed_rounds

FUNNEL = "funnel:"  # the beginning of the codes of its figures


def funnel_of(found: Round) -> dict[str, int]:
    """Customers in the frame, drawn, invited, reached (opened the link, or answered), refused, complete. Counts the
    rows; a computed round has them as figures."""
    reached = Q(opened_on__isnull=False) | Q(answered_at__isnull=False) | Q(refused_at__isnull=False)
    invitations = Invitation.objects.filter(round=found, voided_at=None).aggregate(
        invited=Count("pk"),
        reached=Count("pk", filter=reached),
        refused=Count("pk", filter=Q(refused_at__isnull=False)),
    )
    complete = Response.objects.filter(round=found).count()
    return {"frame": found.population, "drawn": found.sample_size, **invitations, "complete": complete}


def funnel_of_last() -> tuple[str, dict[str, int]] | None:
    """The quarter of the last computed round and its funnel as it was computed, by one query; None if there is none."""
    found = rows_of(*Prepared("funnel of the last", _figures_of_last).sql())
    if not found:
        return None
    return found[0][0], {code.removeprefix(FUNNEL): int(value) for _quarter, code, value in found}


def _figures_of_last() -> QuerySet[Any, Any]:
    last = Subquery(computed_rounds().values("pk")[:1])
    rows = Figure.objects.filter(round=last, without_flagged=False, segment=Segment.ALL, member="")
    return rows.filter(code__startswith=FUNNEL).order_by().values_list(F("round__quarter"), "code", "value")


def flags_of_round(found: Round) -> dict[str, int]:
    """Responses by flag; under "any" those with at least one."""
    rows = ResponseFlag.objects.filter(response__round=found).order_by()
    counts = dict(rows.values_list("code").annotate(n=Count("pk")))
    return {**counts, "any": rows.aggregate(n=Count("response", distinct=True))["n"]}


def exclusions_of(found: Round) -> dict[str, int]:
    """Proposals to leave a customer out, by what became of them."""
    rows = Exclusion.objects.filter(round=found).order_by().values_list("state").annotate(n=Count("pk"))
    counts = dict(rows)
    return {str(state): counts.get(state, 0) for state in ExclusionState.values}
