"""The comments of a quarter, by group, region and theme. What could lead to a person is hidden: regions and tiers with
fewer than five answers, by themselves or by subtraction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q, QuerySet

from aftersales.search.text import query_grams
from aftersales.staff.models import User
from complaints.quality.rules.themes import Theme, top_themes

from ..enums import Voice
from ..models import Response, Verbatim, VerbatimTheme
from ..permissions import own_region
from ..rules.integrity import is_shown, shown_cells
from ..rules.quarters import first_day, quarter_before
from .pages import asked_quarter

Place = tuple[int | None, int | None]
Cell = tuple[int | None, int | None, str]
SHOWN_THEMES, CANDIDATES = 12, 300


def unread() -> QuerySet[Response]:
    """Responses with a comment that are not searchable yet."""
    return Response.objects.exclude(comment="").filter(verbatim=None).order_by("pk")


@dataclass(frozen=True)
class AskedVerbatims:
    """What an address selects. hidden: whether too few answered for it to be shown. cells: (round, region, tier) whose
    region and tier may be shown."""

    quarter: str
    region_id: int | None
    voice: str
    theme: str
    text: str
    hidden: bool
    rows: QuerySet[Verbatim]
    scope: Q
    cells: set[Cell] = field(default_factory=set)


def asked_verbatims(user: User, asked: Mapping[str, Any]) -> AskedVerbatims:
    """The comments for the parameters of an address: quarter, region, voice, theme, and a text q of two characters or
    more. They are limited to what the user may see."""
    quarter = asked_quarter(str(asked.get("quarter") or "") or None)
    region, wanted = own_region(user), str(asked.get("region") or "")
    if region is None and wanted.isascii() and wanted.isdigit() and len(wanted) < 10:
        region = int(wanted)
    voice = str(asked.get("voice") or "")
    voice = voice if voice in Voice.values else ""
    theme, text = str(asked.get("theme") or "")[:40], str(asked.get("q") or "")[:100].strip()
    scope = _scope(quarter, region, voice)
    rows = Verbatim.objects.filter(scope, quarter=quarter).select_related("region", "response", "round")
    if voice:
        rows = rows.filter(voice=voice)
    if theme:
        rows = rows.filter(pk__in=VerbatimTheme.objects.filter(key=theme, quarter=quarter).values("verbatim"))
    if text:
        wanted_grams = query_grams(text)
        rows = rows.filter(search_text__grams=wanted_grams) if wanted_grams else rows.none()
    hidden = not Response.objects.filter(scope, quarter=quarter).exists()
    cells = _cells(quarter)
    return AskedVerbatims(quarter, region, voice, theme, text, hidden, rows.order_by("-pk"), scope, cells)


def _scope(quarter: str, region: int | None, voice: str) -> Q:
    """The rounds (None: surveys after tickets) and regions of the quarter that may be shown. A region must have five
    answers, in the group too, and must not follow from the total minus the others."""
    counts = _counts(quarter)
    sources = {source for source, _region in counts}
    found = Q(pk__in=[])
    for source in sources:
        cells = {place: n[voice] for (one, place), n in counts.items() if one == source}
        everything = {place: n[""] for (one, place), n in counts.items() if one == source}
        here = Q(round=source)
        if region is None:
            shown = is_shown(sum(everything.values()))
        else:
            shown = region in shown_cells(everything) and region in shown_cells(cells)
            here &= Q(region=region)
        if shown:
            found |= here
    return found


def _counts(quarter: str) -> dict[Place, dict[str, int]]:
    """By round and region: how many answered ("") and how many of each group wrote something."""
    answers = Response.objects.filter(quarter=quarter).order_by().values_list("round", "region")
    found: dict[Place, dict[str, int]] = {}
    for source, region, n in answers.annotate(n=Count("pk")):
        found[source, region] = {"": n, **dict.fromkeys(Voice.values, 0)}
    wrote = Verbatim.objects.filter(quarter=quarter).exclude(voice="").order_by()
    for source, region, voice, n in wrote.values_list("round", "region", "voice").annotate(n=Count("pk")):
        if (source, region) in found:
            found[source, region][voice] = n
    return found


def _cells(quarter: str) -> set[Cell]:
    rows = Response.objects.filter(quarter=quarter).order_by().values_list("round", "region", "tier")
    counts: dict[Cell, int] = {(source, place, tier): n for source, place, tier, n in rows.annotate(n=Count("pk"))}
    return {cell for cell, n in counts.items() if is_shown(n)}


def themes(asked: AskedVerbatims) -> list[dict[str, Any]]:
    """What recurs in the comments, with how often among promoters and detractors, and in the quarter before."""
    seen = Verbatim.objects.filter(asked.scope, quarter=asked.quarter)
    rows = VerbatimTheme.objects.filter(quarter=asked.quarter, verbatim__in=seen.values("pk")).order_by()
    counted = rows.values("key").annotate(
        n=Count("pk"),
        promoters=Count("pk", filter=Q(verbatim__voice=Voice.PROMOTER)),
        detractors=Count("pk", filter=Q(verbatim__voice=Voice.DETRACTOR)),
    )
    found = list(counted.filter(n__gte=2).order_by("-n", "key")[:CANDIDATES])
    by_key = {row["key"]: row for row in found}
    earlier = VerbatimTheme.objects.filter(quarter=quarter_before(asked.quarter), key__in=by_key).order_by()
    before = dict(earlier.values_list("key").annotate(n=Count("pk")))
    tops: list[Theme] = top_themes([(row["key"], row["n"]) for row in found], before, SHOWN_THEMES)
    return [{"theme": top, **by_key[top.key]} for top in tops]


def group_sizes(asked: AskedVerbatims) -> dict[str, int]:
    """How many comments each group has, and all of them under ""."""
    seen = Verbatim.objects.filter(asked.scope, quarter=asked.quarter).order_by()
    counts = dict(seen.values_list("voice").annotate(n=Count("pk")))
    return {"": sum(counts.values()), **{name: counts.get(name, 0) for name in Voice.values}}


def quarters_with_comments() -> list[str]:
    """The quarters that have comments, the latest first."""
    rows = Verbatim.objects.order_by("-quarter").values_list("quarter", flat=True).distinct()
    return [quarter for quarter in rows[:12] if first_day(quarter)]


def without_people(rows: Any, cells: set[Cell]) -> list[dict[str, Any]]:
    """Comments without anything that leads to a person: region and tier only where five or more share them."""
    found = []
    for row in rows:
        placed = (row.round_id, row.region_id, row.tier) in cells
        found.append(
            {
                "id": row.pk,
                "comment": row.response.comment,
                "quarter": row.quarter,
                "round": row.round_id is not None,
                "score": row.score,
                "voice": row.voice,
                "region": str(row.region) if placed and row.region else "",
                "tier": row.get_tier_display() if placed else "",
            }
        )
    return found
