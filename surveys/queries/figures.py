"""The figures of a quarter, aggregated by the database."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum
from django.utils import timezone

from ..enums import SurveyKind
from ..models import Invitation, Response
from ..rules import changes, scores
from ..rules.integrity import is_shown, shown_cells
from ..rules.means import Sums, index_of
from ..rules.quarters import first_day, quarter_after, quarter_before, quarters_until

_PARTS = {
    "n": Count("pk"),
    "csat_n": Count("csat"),
    "csat_hits": Count("pk", filter=Q(csat__gte=4)),
    "csat_total": Sum("csat"),
    "csat_squares": Sum(F("csat") * F("csat")),
    "nps_n": Count("nps"),
    "promoters": Count("pk", filter=Q(nps__gte=9)),
    "detractors": Count("pk", filter=Q(nps__lte=6)),
    "solved_n": Count("solved"),
    "solved_hits": Count("pk", filter=Q(solved=True)),
}


def quarter_figures(quarter: str, region: int | None = None, *, kind: str = SurveyKind.TICKET) -> dict[str, Any]:
    """The satisfaction figures of a quarter ("2026-Q4"), of a region (its id) or of the whole company.

    Keys: quarter, previous_quarter, region, n (answers), invited, hidden (True below five answers), query (the
    address query of the page "responses" that lists exactly these rows), and the figures csat, nps, index, solved,
    response_rate: each None where it has fewer than five answers, else a dict
        value, low, high   percent, or 0 to 100 for index, −100 to 100 for nps; low and high are the 95% interval
                           (Wilson for shares), None for response_rate
        margin             half of that interval
        n                  valid answers behind it
        previous           the value of the quarter before, or None
        change             value − previous, or None
        significant        True or False: whether that change is beyond chance (95%); None if it can't be computed
    Runs five aggregating queries. Raises InvalidInput if `quarter` is not a quarter.
    """
    before = quarter_before(quarter)
    now_parts, before_parts = _parts(quarter, region, kind), _parts(before, region, kind)
    shown = quarters_shown([quarter, before], region, kind)
    now_parts, before_parts = (
        parts if name in shown else dict.fromkeys(parts, 0) | {"n": parts["n"]}
        for name, parts in ((quarter, now_parts), (before, before_parts))
    )
    sent, sent_before = _sent(quarter, region, kind), _sent(before, region, kind)
    query = f"quarter={quarter}" + (f"&region={region}" if region is not None else "")
    return {
        "quarter": quarter,
        "previous_quarter": before,
        "region": region,
        "n": now_parts["n"],
        "invited": sent["invited"],
        "hidden": quarter not in shown,
        "query": query,
        "csat": _share(now_parts, before_parts, "csat"),
        "nps": _nps(now_parts, before_parts),
        "index": _index(now_parts, before_parts),
        "solved": _share(now_parts, before_parts, "solved"),
        "response_rate": _rate(sent, sent_before),
    }


def trend(quarter: str, region: int | None = None, *, kind: str = SurveyKind.TICKET, quarters: int = 8) -> list[dict]:
    """csat, nps, index and n of the last quarters, the oldest first; None if there are fewer than five answers."""
    wanted = quarters_until(quarter, quarters)
    rows = _answers(region, kind).filter(quarter__in=wanted).values("quarter").annotate(**_PARTS).order_by()
    found: dict[str, dict[str, Any]] = {row["quarter"]: dict(row) for row in rows}
    shown = quarters_shown(wanted, region, kind)
    return [_point(name, found.get(name, {}), name in shown) for name in wanted]


def by_region(quarter: str, *, kind: str = SurveyKind.TICKET) -> list[dict[str, Any]]:
    """region_id, n and the figures csat and nps of each region that may be shown, the most satisfied first."""
    rows = _answers(None, kind).filter(quarter=quarter).values("region_id").annotate(**_PARTS).order_by()
    found: list[dict[str, Any]] = [dict(row) for row in rows]
    shown = shown_cells({row["region_id"]: row["n"] for row in found})
    cells = [
        {"region_id": row["region_id"], "n": row["n"], "csat": _share(row, None, "csat"), "nps": _nps(row, None)}
        for row in found
        if row["region_id"] in shown
    ]
    return sorted(cells, key=lambda cell: -cell["csat"]["value"] if cell["csat"] else 1)


def _point(quarter: str, parts: dict[str, Any], shown: bool) -> dict[str, Any]:
    figures: dict[str, Any] = dict.fromkeys(("csat", "nps", "index"))
    if parts and shown:
        figures = {"csat": _share(parts, None, "csat"), "nps": _nps(parts, None), "index": _index(parts, None)}
    values = {name: figure["value"] if figure else None for name, figure in figures.items()}
    return {"quarter": quarter, "n": parts.get("n", 0), **values}


def _answers(region: int | None, kind: str) -> QuerySet[Response]:
    rows = Response.objects.filter(questionnaire__kind=kind)
    return rows if region is None else rows.filter(region_id=region)


def _parts(quarter: str, region: int | None, kind: str) -> dict[str, int]:
    found = _answers(region, kind).filter(quarter=quarter).order_by().aggregate(**_PARTS)
    return {name: value or 0 for name, value in found.items()}


def quarters_shown(quarters: list[str], region: int | None, kind: str) -> set[str]:
    """The quarters whose figures may be shown. Besides small regions, a region is hidden if the total minus the shown
    regions would reveal the figures of a small one."""
    cells: dict[str, dict[int | None, int]] = {}
    rows = _answers(None, kind).filter(quarter__in=quarters).order_by().values_list("quarter", "region_id")
    for quarter, cell, n in rows.annotate(Count("pk")):
        cells.setdefault(quarter, {})[cell] = n
    if region is None:
        return {quarter for quarter, counts in cells.items() if is_shown(sum(counts.values()))}
    return {quarter for quarter, counts in cells.items() if region in shown_cells(counts)}


def _sent(quarter: str, region: int | None, kind: str) -> dict[str, int]:
    """The invitations sent in the quarter, and how many of them were answered at any time."""
    start, end = (_midnight(name) for name in (quarter, quarter_after(quarter)))
    rows = Invitation.objects.filter(kind=kind, created_at__gte=start, created_at__lt=end, voided_at=None)
    rows = rows if region is None else rows.filter(region_id=region)
    return rows.order_by().aggregate(invited=Count("pk"), complete=Count("answered_at"))


def _midnight(quarter: str) -> datetime:
    return timezone.make_aware(datetime.combine(first_day(quarter), time.min))


def _figure(
    value: float,
    low: float | None,
    high: float | None,
    n: int,
    margin: float | None,
    previous: float | None,
    change: changes.Change | None,
) -> dict[str, Any]:
    return {
        "value": value,
        "low": low,
        "high": high,
        "margin": margin,
        "n": n,
        "previous": previous,
        "change": None if previous is None else value - previous,
        "significant": None if change is None else change.is_significant,
    }


def _share(now: dict, before: dict | None, name: str) -> dict[str, Any] | None:
    n, hits = now[f"{name}_n"], now[f"{name}_hits"]
    score = scores.percentage(hits, n)
    if score is None or not is_shown(n):
        return None
    previous = change = None
    if before and is_shown(before[f"{name}_n"]):
        previous = 100 * before[f"{name}_hits"] / before[f"{name}_n"]
        change = changes.share_change(hits, n, before[f"{name}_hits"], before[f"{name}_n"])
    return _figure(score.value, score.low, score.high, n, (score.high - score.low) / 2, previous, change)


def _nps(now: dict, before: dict | None) -> dict[str, Any] | None:
    score = scores.nps_of_counts(now["promoters"], now["detractors"], now["nps_n"])
    if score is None or not is_shown(score.n):
        return None
    was = None
    if before and is_shown(before["nps_n"]):
        was = scores.nps_of_counts(before["promoters"], before["detractors"], before["nps_n"])
    low, high = max(-100.0, score.value - score.margin), min(100.0, score.value + score.margin)
    return _figure(
        score.value, low, high, score.n, score.margin, was.value if was else None, changes.nps_change(score, was)
    )


def _index(now: dict, before: dict | None) -> dict[str, Any] | None:
    sums = _sums(now)
    score = index_of(sums)
    if score is None or not is_shown(score.n):
        return None
    was = _sums(before) if before and is_shown(before["csat_n"]) else None
    earlier = index_of(was) if was else None
    change = changes.mean_change(sums, was) if was else None
    margin = (score.high - score.low) / 2
    return _figure(score.value, score.low, score.high, score.n, margin, earlier.value if earlier else None, change)


def _sums(parts: dict) -> Sums:
    return Sums(parts["csat_n"], parts["csat_total"] or 0, parts["csat_squares"] or 0)


def _rate(now: dict[str, int], before: dict[str, int]) -> dict[str, Any] | None:
    rate, was = (
        scores.response_rate(complete=sent["complete"], unknown=sent["invited"] - sent["complete"])
        if is_shown(sent["invited"])
        else None
        for sent in (now, before)
    )
    if rate is None:
        return None
    change = None
    if was is not None:
        change = changes.share_change(now["complete"], now["invited"], before["complete"], before["invited"])
    return _figure(rate, None, None, now["invited"], None, was, change)
