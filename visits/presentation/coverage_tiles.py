"""The tile map of coverage: one tile a province, the value in it, coloured by steps, the edge of regions drawn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from aftersales.web.figures import sentences

from ..queries.coverage import NOWHERE, Cell, Cut, shares_by
from ..rules.coverage import LIMIT, TARGET, Share
from ..rules.tiles import BY_NAME, Tile, edges, tiles
from .coverage_words import address, is_chinese, province_name, said

PAGE = "visit_coverage"
SIZE, PITCH = 48, 52
FULL = 98  # from this share on, the strongest colour
WIDTH, HEIGHT = 368, 420


def tile_map(found: Sequence[Cell], cut: Cut) -> dict[str, Any]:
    shares = shares_by(found, lambda cell: cell.province)
    drawn = [_tile(tile, shares.get(tile.name, Share(0, 0)), cut) for tile in tiles()]
    lines = [
        {"x1": x1 * PITCH, "y1": y1 * PITCH, "x2": x2 * PITCH, "y2": y2 * PITCH}
        for x1, y1, x2, y2 in edges(_main_regions(found))
    ]
    elsewhere = [share for name, share in shares.items() if name not in BY_NAME]
    return {
        "tiles": drawn,
        "edges": lines,
        "box": f"-2 -2 {WIDTH} {HEIGHT}",
        "limit": LIMIT,
        "target": TARGET,
        "full": FULL,
        "label": _label(drawn),
        "note": _note(drawn),
        "unknown": sum(share.due for share in elsewhere),
        "unknown_url": address("visit_coverage_customers", cut, province=NOWHERE),
    }


def _tile(tile: Tile, share: Share, cut: Cut) -> dict[str, Any]:
    x, y = tile.column * PITCH + 2, tile.row * PITCH + 2
    name = province_name(tile.code)
    value = said(share).removesuffix("%") if share.due else ""
    return {
        "x": x,
        "y": y,
        "middle": x + SIZE / 2,
        "name_y": y + 21 if share.due else y + 28,
        "value_y": y + 37,
        "name": tile.short if is_chinese() else tile.code,
        "full_name": name,
        "value": f"{value}!" if share.is_low else value,
        "css": _css(share),
        "url": address(PAGE, cut, province=tile.code) if share.due else "",
        "missing": share.missing,
        "said": f"{name} {said(share)}",
        "is_low": share.is_low,
        "is_chosen": cut.province == tile.code,
    }


def _css(share: Share) -> str:
    if not share.due:
        return "t0"
    if share.is_low:
        return "tb"
    percent = share.percent or 0
    return "t3" if percent >= FULL else "t2" if percent >= TARGET else "t1"


def _main_regions(found: Sequence[Cell]) -> dict[str, int | None]:
    """The sales region of most customers of each province."""
    counts: dict[str, Counter[int]] = {}
    for cell in found:
        if cell.province in BY_NAME and cell.region is not None:
            counts.setdefault(BY_NAME[cell.province].code, Counter())[cell.region] += cell.count
    return {code: max(sorted(of), key=lambda region, of=of: of[region]) for code, of in counts.items()}  # type: ignore[misc]


def _label(drawn: Sequence[dict[str, Any]]) -> str:
    low = [tile["said"] for tile in drawn if tile["is_low"]]
    text = str(_("Share visited in time by province."))
    return sentences(text, _("Below the limit:"), _(", ").join(low)) if low else text


def _note(drawn: Sequence[dict[str, Any]]) -> str:
    """The provinces below the limit, those with most missing first."""
    low = sorted((tile for tile in drawn if tile["is_low"]), key=lambda tile: -tile["missing"])
    if not low:
        return str(_("No province is below %(limit)s%%.") % {"limit": LIMIT}) if any(t["value"] for t in drawn) else ""
    names = _(", ").join(f"{tile['full_name']} {tile['missing']}" for tile in low[:4])
    return str(_("Below %(limit)s%%, with how many are missing: %(names)s.") % {"limit": LIMIT, "names": names})
