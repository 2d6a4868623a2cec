"""The index of a quarter and of the quarters before it, in one query, for the dashboard."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..enums import SurveyKind
from ..rules.integrity import is_shown, shown_cells
from ..rules.quarters import quarter_before, quarters_until
from .figures import _PARTS, _answers, _index

Parts = dict[str, int]
PARTS = {name: _PARTS[name] for name in ("n", "csat_n", "csat_total", "csat_squares")}
QUARTERS = 12


@dataclass(frozen=True)
class IndexHistory:
    """The satisfaction index over several quarters.

    figure: as quarter_figures()["index"]. n: answers of the quarter, None if they are hidden. values: the index of the
    last quarters, the oldest first, None if hidden. cells: the (region, tier) of the quarter that have at least five
    answers.
    """

    quarter: str
    figure: dict[str, Any] | None
    n: int | None
    values: list[float | None]
    cells: set[tuple[int | None, str]]


def index_history(quarter: str, region: int | None = None, *, kind: str = SurveyKind.TICKET) -> IndexHistory:
    """The index of a quarter and of those before it, for a region (its id) or for the whole company."""
    wanted = quarters_until(quarter, QUARTERS)
    rows = _answers(None, kind).filter(quarter__in=[quarter_before(wanted[0]), *wanted]).order_by()
    cells: dict[str, dict[tuple[int | None, str], Parts]] = {}
    found = rows.values_list("quarter", "region_id", "tier").annotate(**PARTS)
    for name, place, tier, *sums in found:
        cells.setdefault(name, {})[place, tier] = {part: n or 0 for part, n in zip(PARTS, sums, strict=True)}
    shown = {name: _shown_parts(found, region) for name, found in cells.items()}
    figure = _index_of(shown.get(quarter), shown.get(quarter_before(quarter)))
    values = [_index_of(shown.get(name), None) for name in wanted]
    return IndexHistory(
        quarter=quarter,
        figure=figure,
        n=(shown.get(quarter) or {}).get("n"),
        values=[each["value"] if each else None for each in values],
        cells={cell for cell, parts in cells.get(quarter, {}).items() if is_shown(parts["n"])},
    )


def _shown_parts(found: dict[tuple[int | None, str], Parts], region: int | None) -> Parts | None:
    """The sums of a quarter; None if showing them would reveal what a person answered."""
    by_region: dict[int | None, Parts] = {}
    for (place, _tier), parts in found.items():
        held = by_region.setdefault(place, dict.fromkeys(PARTS, 0))
        by_region[place] = {name: held[name] + parts[name] for name in PARTS}
    if region is not None:
        shown = shown_cells({place: parts["n"] for place, parts in by_region.items()})
        return by_region[region] if region in shown else None
    whole = {name: sum(parts[name] for parts in by_region.values()) for name in PARTS}
    return whole if is_shown(whole["n"]) else None


def _index_of(now: Parts | None, before: Parts | None) -> dict[str, Any] | None:
    return _index(now, before) if now else None
