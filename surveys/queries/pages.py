"""Queries of the satisfaction pages: the overview of a quarter, and its responses without their people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet
from django.utils import timezone

from aftersales.staff.models import Region, User

from ..enums import SurveyKind
from ..models import Response
from ..permissions import own_region
from ..rules.integrity import is_shown
from ..rules.quarters import first_day, quarter_after, quarter_before, quarter_name, quarter_of
from ..rules.wording import scale_words
from .figures import by_region, quarter_figures, quarters_shown, trend

WORDS_SHOWN = 6


def asked_quarter(wanted: str | None) -> str:
    """The quarter in the address, by default the current one. Raises InvalidInput if it is not a quarter."""
    quarter = wanted or quarter_of(timezone.localdate())
    first_day(quarter)
    return quarter


def overview(quarter: str, region: int | None) -> dict[str, Any]:
    """The values of the overview: figures, their values over eight quarters, and comments of customers."""
    figures = quarter_figures(quarter, region)
    points = trend(quarter, region)
    rows = Response.objects.none() if figures["hidden"] else response_rows(quarter, region).exclude(comment="")
    later = quarter_after(quarter)
    return {
        "figures": figures,
        "profile": {name: [point[name] for point in points] for name in ("csat", "nps", "index")},
        "words": without_people(rows[:WORDS_SHOWN], shown_cells(quarter, region)),
        "regions": [] if region is not None else _regions(quarter),
        "quarter": quarter_name(quarter),
        "earlier": quarter_before(quarter),
        "later": later if later <= quarter_of(timezone.localdate()) else None,
    }


def _regions(quarter: str) -> list[dict[str, Any]]:
    cells = by_region(quarter)
    names = Region.objects.in_bulk([cell["region_id"] for cell in cells if cell["region_id"]])
    return [
        {**cell, "name": str(names[cell["region_id"]]), "query": f"quarter={quarter}&region={cell['region_id']}"}
        for cell in cells
        if cell["region_id"]
    ]


def response_rows(quarter: str, region: int | None) -> QuerySet[Response]:
    rows = Response.objects.filter(questionnaire__kind=SurveyKind.TICKET, quarter=quarter).select_related("region")
    return rows if region is None else rows.filter(region_id=region)


def shown_cells(quarter: str, region: int | None) -> set[tuple[int | None, str]]:
    """The (region, tier) with at least five answers. Rows of other cells are shown without region and tier."""
    counts = response_rows(quarter, region).order_by().values_list("region_id", "tier").annotate(n=Count("pk"))
    return {(place, tier) for place, tier, n in counts if is_shown(n)}


def without_people(rows: Iterable[Response], cells: set[tuple[int | None, str]]) -> list[dict[str, Any]]:
    """Responses without anything that identifies a person: the month instead of the day, and region and tier only if
    they are in `cells`."""
    words = dict(scale_words("satisfaction", 5))
    found = []
    for row in rows:
        placed = (row.region_id, row.tier) in cells
        found.append(
            {
                "month": row.answered_on.strftime("%Y-%m") if row.answered_on else "",
                "csat": row.csat,
                "csat_words": words.get(row.csat or 0, ""),
                "nps": row.nps,
                "solved": row.solved,
                "comment": row.comment,
                "region": str(row.region) if placed and row.region else "",
                "tier": row.get_tier_display() if placed else "",
            }
        )
    return found


@dataclass(frozen=True)
class AskedResponses:
    """The responses that an address selects. hidden: whether the quarter (or region) has fewer than five answers."""

    quarter: str
    region_id: int | None
    view: str
    hidden: bool
    rows: QuerySet[Response]
    cells: set[tuple[int | None, str]]

    @property
    def name(self) -> str:
        return quarter_name(self.quarter)


VIEWS: dict[str, dict[str, Any]] = {"": {}, "unhappy": {"csat__lte": 2}, "unsolved": {"solved": False}}


def asked_responses(user: User, asked: Mapping[str, Any]) -> AskedResponses:
    """The responses for the parameters of an address: quarter, region (its id) and view (unhappy, unsolved or words).
    They are limited to what the user may see."""
    quarter = asked_quarter(asked.get("quarter"))
    region = own_region(user)
    wanted = str(asked.get("region", ""))
    if region is None and wanted.isascii() and wanted.isdigit() and len(wanted) < 10:
        region = int(wanted)
    hidden = quarter not in quarters_shown([quarter], region, SurveyKind.TICKET)
    view = str(asked.get("view", ""))
    rows = response_rows(quarter, region).filter(**VIEWS.get(view, {}))
    if view == "words":
        rows = rows.exclude(comment="")
    cells = set() if hidden else shown_cells(quarter, region)
    return AskedResponses(quarter, region, view, hidden, rows.none() if hidden else rows, cells)
