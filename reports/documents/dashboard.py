"""A dashboard on paper: the same answers, figures and charts as on the page."""

from __future__ import annotations

from typing import Any

from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from aftersales.render.blocks import Column, Table
from aftersales.render.pdf import render_pdf
from aftersales.web.moments import moment
from complaints.documents.common import letterhead, page

from ..presentation.cell import Heat
from ..presentation.dashboard import dashboard_context
from ..presentation.words import against_name, comparison, figure_text
from ..queries.dashboard import DashboardPage

MOST_PAGES = 20


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
            _("as of %(moment)s") % {"moment": moment(found.slice.now, found.slice.now)},
        ],
        "answers": [
            (answer.title, strip_tags(answer.sentence), strip_tags(str(answer.comparison)))
            for answer in shown["answers"]
        ],
        "figures": _figures(found),
        "cells": [(cell, _heat(cell.heat) if cell.heat else None) for cell in shown["cells"]],
    }


def _figures(found: DashboardPage) -> Table:
    columns = [
        Column(_("Metric"), 5),
        Column(_("Value"), 3, number=True),
        Column(_("Numerator"), 3, number=True),
        Column(_("Denominator"), 3, number=True),
        Column(_("Compared with"), 6),
    ]
    rows = [
        [
            str(told.figure.metric.name),
            figure_text(told.figure),
            "" if told.figure.numerator is None else f"{told.figure.numerator:,}",
            "" if told.figure.denominator is None else f"{told.figure.denominator:,}",
            strip_tags(str(comparison(told, found.asked))),
        ]
        for told in found.told.values()
    ]
    return Table(columns, rows)


def _heat(heat: Heat) -> Table:
    columns = [Column("", 3), *(Column(hour, 1, number=True) for hour in heat.hours)]
    return Table(columns, [[name, *(str(n) for n, _tint, _url in cells)] for name, cells in heat.rows])
