"""How a round came to its answers: funnel, flags, exclusions (S4)."""

from __future__ import annotations

from django.db.models import Count, Q

from ..enums import ExclusionState
from ..models import Exclusion, Invitation, Response, ResponseFlag, Round


def funnel_of(found: Round) -> dict[str, int]:
    """Customers in the frame, drawn, invited, reached (opened the link, or answered), refused, complete."""
    rows = Invitation.objects.filter(round=found, voided_at=None).order_by()
    reached = Q(opened_on__isnull=False) | Q(answered_at__isnull=False) | Q(refused_at__isnull=False)
    counts = rows.aggregate(
        invited=Count("pk"),
        reached=Count("pk", filter=reached),
        refused=Count("pk", filter=Q(refused_at__isnull=False)),
    )
    complete = Response.objects.filter(round=found).count()
    return {"frame": found.population, "drawn": found.sample_size, **counts, "complete": complete}


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
