"""How a round came to its answers: funnel, flags, exclusions (S4)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import Count, Q, QuerySet, Subquery, Value

from aftersales.store.prepared import Given, Prepared, rows_of, union

from ..enums import ExclusionState
from ..models import Exclusion, Invitation, Response, ResponseFlag, Round
from .rounds import computed_rounds


def funnel_of(found: Round) -> dict[str, int]:
    """Customers in the frame, drawn, invited, reached (opened the link, or answered), refused, complete."""
    told = _told("of one", lambda: Given("round"), {"round": found.pk})
    assert told is not None
    return told[1]


def funnel_of_last() -> tuple[str, dict[str, int]] | None:
    """The quarter of the last computed round and its funnel, by one query; None if there is none."""
    return _told("of the last", lambda: Subquery(computed_rounds().values("pk")[:1]), {})


def _told(name: str, asked: Callable[[], Any], values: Mapping[str, Any]) -> tuple[str, dict[str, int]] | None:
    """asked: the key of the round."""
    parts = (_of_round, _of_invitations, _of_responses)
    queries = [Prepared(("funnel", name, n), lambda part=part: part(asked()), values) for n, part in enumerate(parts)]  # type: ignore[misc]
    found = {part: rest for part, *rest in rows_of(*union(queries))}
    if 0 not in found:
        return None
    quarter, frame, drawn, _nothing = found[0]
    _quarter, invited, reached, refused = found.get(1, ("", 0, 0, 0))
    counts = {"frame": frame, "drawn": drawn, "invited": invited, "reached": reached, "refused": refused}
    return quarter, {**counts, "complete": found.get(2, ("", 0))[1]}


# Each a number of the part, a quarter and three counts.
def _of_round(asked: Any) -> QuerySet[Any, Any]:
    rows = Round.objects.filter(pk=asked).order_by()
    return rows.values_list(Value(0), "quarter", "population", "sample_size", Value(0))


def _of_invitations(asked: Any) -> QuerySet[Any, Any]:
    rows = Invitation.objects.filter(round=asked, voided_at=None).order_by()
    reached = Q(opened_on__isnull=False) | Q(answered_at__isnull=False) | Q(refused_at__isnull=False)
    refused = Count("pk", filter=Q(refused_at__isnull=False))
    part = rows.annotate(part=Value(1), told_quarter=Value("")).values_list("part", "told_quarter")
    return part.annotate(invited=Count("pk"), reached=Count("pk", filter=reached), refused=refused)


def _of_responses(asked: Any) -> QuerySet[Any, Any]:
    rows = Response.objects.filter(round=asked).order_by()
    part = rows.annotate(part=Value(2), told_quarter=Value("")).values_list("part", "told_quarter")
    return part.annotate(complete=Count("pk"), more=Value(0), most=Value(0))


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
