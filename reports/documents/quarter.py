"""The dashboard of a quarter on paper: the same figures, sentences and charts as on the page."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from aftersales.render.blocks import Column, Table
from aftersales.render.pdf import render_pdf
from aftersales.web.moments import moment
from complaints.documents.common import letterhead, page

from ..presentation.page import page_context
from ..queries import QuarterPage

ARROWS = {"up": "↑", "down": "↓", "": ""}


def pdf(figures: QuarterPage, language: str) -> bytes:
    return render_pdf(html(figures, language), timeout=30, max_pages=10)


def html(figures: QuarterPage, language: str) -> str:
    return page("pdf/quarter.html", language, lambda: context(figures))


def context(figures: QuarterPage) -> dict[str, Any]:
    """The values of the template, in the active language."""
    shown = page_context(figures)
    return {
        **shown,
        "letterhead": letterhead(),
        "subtitle": "",
        "meta": [*shown["subtitle"], _("as of %(moment)s") % {"moment": moment(figures.scope.now, figures.scope.now)}],
        "key_figures": _key_figures(shown["tiles"]),
        "batches": _batches(figures, shown["earlier"]),
        "decisions": _decisions(shown["waiting"]),
    }


def _key_figures(tiles: list[dict[str, Any]]) -> Table:
    columns = [
        Column(_("Metric"), 5),
        Column(_("Value"), 3, number=True),
        Column(_("Change"), 2, number=True),
        Column(_("Compared with"), 6),
    ]
    rows = [
        [
            tile["name"],
            " ".join(filter(None, (tile["value"], tile.get("unit", "")))),
            " ".join(filter(None, (ARROWS[tile.get("direction", "")], tile.get("change", "")))),
            tile.get("compared", ""),
        ]
        for tile in tiles
    ]
    return Table(columns, rows)


def _batches(figures: QuarterPage, earlier: str) -> Table | None:
    columns = [
        Column(_("Batch"), 4),
        Column(_("Product"), 4),
        Column(_("Complaints"), 2, number=True),
        Column(earlier, 2, number=True),
        Column(_("Limit"), 3),
    ]
    above, within = _("above the control limit"), _("within the control limit")
    rows = [
        [each.batch, each.product, each.rows.count, each.previous, above if each.is_above else within]
        for each in figures.batches.top
    ]
    return Table(columns, rows) if rows else None


def _decisions(lines: list[dict[str, Any]]) -> Table | None:
    columns = [Column(_("Description"), 9), Column(_("Duration"), 3)]
    rows = [[_(", ").join(str(part) for part in line["details"] if part), line["side"]] for line in lines]
    return Table(columns, rows) if rows else None
