"""The strata of a round, and how many answers two breakdowns have in common (S3, S6)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, QuerySet

from ..enums import Segment
from ..models import Response, Round, Stratum
from ..rules.integrity import shown_cells
from .rollup import COLUMNS, Cell


def open_strata(found: Round) -> set[Cell] | None:
    """The strata of an anonymous round that enough people answered to stand for themselves; the others count as one
    without a name. None: all do, because the round is named."""
    if not found.is_anonymous:
        return None
    rows: Any = Response.objects.filter(round=found).order_by().values_list("region_id", "tier")
    return shown_cells({(region, tier): n for region, tier, n in rows.annotate(n=Count("pk"))})


def joint_counts(rows: QuerySet[Response], kinds: Iterable[str]) -> dict[tuple[str, str], dict[tuple[str, str], int]]:
    """How many answers two breakdowns have in common, cell by cell. One query a pair."""
    found: dict[tuple[str, str], dict[tuple[str, str], int]] = {}
    kinds = list(kinds)
    for place, one in enumerate(kinds):
        for other in kinds[place + 1 :]:
            pair = (COLUMNS[Segment(one)], COLUMNS[Segment(other)])
            counted: Any = rows.values_list(*pair).annotate(n=Count("pk"))
            found[one, other] = {
                (str(a), str(b)): n for a, b, n in counted if a not in (None, "") and b not in (None, "")
            }
    return found


def populations(round_id: int) -> dict[Cell, int]:
    """The customers of the frame in each stratum."""
    rows: Any = Stratum.objects.filter(round_id=round_id).values_list("region_id", "tier", "population")
    return {(region, tier): n for region, tier, n in rows}
