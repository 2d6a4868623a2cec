"""The charts of coverage, as positions in percent of the width, so that text keeps its size."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import floor
from typing import Any

from django.utils.translation import gettext as _

from customers.enums import Tier

from ..rules.coverage import TARGET, Share, quarter_name, total
from .coverage_words import said

HEIGHT, TOP, BOTTOM = 224, 10, 186
NEAR = 14  # labels closer than this are moved apart


def bar_width(share: Share) -> str:
    return f"{share.percent or 0:.1f}%"


def _at(value: float, low: float) -> str:
    return f"{(value - low) / (100 - low) * 100:.1f}%" if low < 100 else "100%"


def axis_from(lowest: float) -> float:
    """Where an axis begins: below the lowest value and the target, at a multiple of five."""
    return float(max(0, min(floor((lowest - 1) / 5) * 5, TARGET - 10)))


def change_row(*, name: str, url: str, now: Share, was: Share, low: float) -> dict[str, Any]:
    """A row of the regions: now, and at the end of the last quarter."""
    start = axis_from(low)
    return {
        "name": name,
        "url": url,
        "value": said(now, 1),
        "missing": now.missing,
        "is_low": now.is_low,
        "now": _at(now.percent or 0, start),
        "was": _at(was.percent, start) if was.percent is not None else "",
        "target": _at(TARGET, start),
    }


@dataclass(frozen=True)
class Series:
    """A line of the trend. points: (x, y) in percent and pixels."""

    name: str
    css: str
    path: str
    points: list[tuple[str, str, str]]
    label_y: float
    label: str


def plot(
    kept: Mapping[date, Mapping[tuple[str, int | None], Share]],
    now: Mapping[str, Share],
    ends: Sequence[date],
    today: date,
) -> dict[str, Any] | None:
    """The quarters before and today, for each tier; None if there is nothing to compare with."""
    columns = [*ends, today]
    by_tier = {
        tier: [*(total(v for (of, _r), v in kept.get(end, {}).items() if of == tier) for end in ends), now.get(tier)]
        for tier in (Tier.LONG_TERM, Tier.IMPORTANT)
    }
    known = [one.percent for shares in by_tier.values() for one in shares if one and one.percent is not None]
    first = min(
        (n for shares in by_tier.values() for n, one in enumerate(shares) if one and one.due), default=len(ends)
    )
    if first >= len(ends):
        return None
    low, columns = axis_from(min(known)), columns[first:]
    step = 100 / (len(columns) - 1)
    series = []
    for tier, shares in by_tier.items():
        series += _series(tier, shares[first:], low, step)
    return {
        "series": _apart(series),
        "height": HEIGHT,
        "ticks": [(str(int(value)), f"{_y(value, low):.1f}") for value in _ticks(low)],
        "target_y": f"{_y(TARGET, low):.1f}",
        "target_text_y": f"{_y(TARGET, low) - 5:.1f}",
        "bottom": BOTTOM,
        "columns": _columns(columns, today, step),
        "low": int(low),
        "said": _table(by_tier, first, columns),
    }


def _y(value: float, low: float) -> float:
    return BOTTOM - (value - low) / (100 - low) * (BOTTOM - TOP)


def _ticks(low: float) -> list[float]:
    step = 5 if low >= 80 else 10 if low >= 50 else 25
    return [*range(int(low), 101, step)] if (100 - low) % step == 0 else [low, TARGET, 100]


def _series(tier: str, shares: Sequence[Share | None], low: float, step: float) -> list[Series]:
    at = [(n * step, _y(one.percent, low), one) for n, one in enumerate(shares) if one and one.percent is not None]
    if not at:
        return []
    name = str(Tier(tier).label)
    path = "M" + " L".join(f"{x:.1f} {y:.1f}" for x, y, _one in at) if len(at) > 1 else ""
    points = [(f"{x:.1f}%", f"{y:.1f}", said(one, 1)) for x, y, one in at]
    label = f"{name} {said(at[-1][2], 1)}"
    return [Series(name, "now" if tier == Tier.IMPORTANT else "other", path, points, at[-1][1] + 4, label)]


def _apart(series: list[Series]) -> list[dict[str, Any]]:
    """The labels at the ends, moved apart where they would touch."""
    found = [vars(one) for one in sorted(series, key=lambda one: one.label_y)]
    if len(found) == 2 and (gap := found[1]["label_y"] - found[0]["label_y"]) < NEAR:
        found[0]["label_y"] -= (NEAR - gap) / 2
        found[1]["label_y"] += (NEAR - gap) / 2
    return [one | {"label_y": f"{one['label_y']:.1f}", "end": one["points"][-1]} for one in found]


def _columns(columns: Sequence[date], today: date, step: float) -> list[dict[str, str]]:
    found, year = [], 0
    for n, day in enumerate(columns):
        begins = day.year != year and (n > 0 or columns[1].year == day.year)
        said_year, year = str(day.year) if begins else "", day.year
        name = str(_("now")) if day == today else quarter_name(day)[5:]
        found.append({"x": f"{n * step:.1f}%", "name": name, "year": said_year})
    return found


def _table(by_tier: Mapping[Any, Sequence[Share | None]], first: int, columns: Sequence[date]) -> list[list[str]]:
    """The same figures as rows of a table."""
    return [
        [quarter_name(day) if n < len(columns) - 1 else str(_("now"))]
        + [said(shares[first + n] or Share(0, 0), 1) for shares in (by_tier[Tier.IMPORTANT], by_tier[Tier.LONG_TERM])]
        for n, day in enumerate(columns)
    ]
