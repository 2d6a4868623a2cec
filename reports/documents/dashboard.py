"""A dashboard on paper: the same answers, figures and charts as on the page."""

from __future__ import annotations

from typing import Any

from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from aftersales.render.blocks import Column, Table
from aftersales.render.pdf import render_pdf
from aftersales.render.plots import Box, Plot, Shape, Words
from aftersales.web.moments import on_paper
from complaints.documents.common import letterhead, page

from ..presentation.cell import Heat
from ..presentation.dashboard import dashboard_context, filters_of
from ..presentation.words import against_name, comparison, figure_text
from ..queries.dashboard import DashboardPage
from ..queries.metrics import Figure

MOST_PAGES = 20
HEAT_ROW = 22  # pixels


def pdf(found: DashboardPage, language: str) -> bytes:
    return render_pdf(html(found, language), timeout=30, max_pages=MOST_PAGES)


def html(found: DashboardPage, language: str) -> str:
    return page("pdf/dashboard.html", language, lambda: context(found))


def context(found: DashboardPage) -> dict[str, Any]:
    """The values of the template, in the active language."""
    shown = dashboard_context(found)
    return {
        "title": shown["title"],
        "subtitle": "",
        "letterhead": letterhead(),
        "meta": [
            shown["subtitle"][0],
            _("against %(period)s") % {"period": against_name(found.asked)},
            *(_("%(name)s: %(value)s") % {"name": name, "value": value} for name, value in filters_of(found)),
            _("as of %(moment)s") % {"moment": on_paper(found.slice.now)},
        ],
        "answers": [
            (answer.title, strip_tags(answer.sentence), strip_tags(str(answer.comparison)))
            for answer in shown["answers"]
        ],
        "certainty": shown["certainty"],
        "figures": _figures(found),
        "cells": [(cell, _heat(cell.heat) if cell.heat else cell.plot) for cell in shown["cells"]],
    }


def _figures(found: DashboardPage) -> Table:
    columns = [
        Column(_("Metric"), 2),
        Column(_("Value"), 0, number=True),
        Column(_("Numerator / denominator"), 0, number=True),
        Column(_("Compared with"), 5),
    ]
    rows = [
        [
            str(told.figure.metric.name),
            figure_text(told.figure),
            _counted(told.figure),
            strip_tags(str(comparison(told, found.asked))),
        ]
        for told in found.told.values()
    ]
    return Table(columns, rows)


def _counted(figure: Figure) -> str:
    """175 / 194; of a figure without a denominator the value says it already."""
    if figure.numerator is None or figure.denominator is None:
        return ""
    return f"{figure.numerator:,} / {figure.denominator:,}"


def _heat(heat: Heat) -> Plot:
    """The counts by weekday and hour as a drawing, which has room for all hours of a day."""
    width = 100 / len(heat.hours)
    shapes: list[Shape] = [Words((n + 0.5) * width, 12, hour, anchor="middle") for n, hour in enumerate(heat.hours)]
    for row, (name, cells) in enumerate(heat.rows):
        y = 20 + row * HEAT_ROW
        shapes.append(Words(0, y + 15, name, "lbl", "end", -8))
        for n, (count, tint, _url) in enumerate(cells):
            shapes.append(Box(n * width + 0.2, y, width - 0.4, HEAT_ROW - 3, f"h{tint}"))
            if count:
                shapes.append(Words((n + 0.5) * width, y + 15, str(count), "lbl", "middle"))
    return Plot(heat.title, 24 + len(heat.rows) * HEAT_ROW, shapes)
