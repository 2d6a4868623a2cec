"""A stored report as PDF and as Excel workbook, from its snapshot alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from aftersales.render.pdf import render_pdf
from aftersales.tables.exporting import Column, Shape
from aftersales.tables.sheets import SheetOf, xlsx_book
from complaints.documents.common import letterhead, page

from ..models import StoredReport
from ..presentation.contents.measures import VERDICTS
from ..presentation.library import short_hash
from ..presentation.stored import report_view
from ..rules.contents import in_language

MAX_PAGES, SECONDS = 60, 60
SHAPES = {"money": Shape.MONEY, "text": Shape.TEXT, "date": Shape.TEXT}
UNIT_WORDS = {"percent": "%", "money": "CNY"}


def pdf(report: StoredReport, language: str) -> bytes:
    return render_pdf(html(report, language), timeout=SECONDS, max_pages=MAX_PAGES)


def html(report: StoredReport, language: str) -> str:
    return page("pdf/stored_report.html", language, lambda: context(report))


def context(report: StoredReport) -> dict[str, Any]:
    """The values of the template, in the active language."""
    assert report.snapshot is not None  # the figures are fixed before anything is printed
    view = report_view(report.snapshot)
    return {
        "letterhead": letterhead(),
        "title": view.title,
        "subtitle": view.period,
        "number": report.number,
        "meta": facts(report),
        "foot": f"SHA-256 {short_hash(report.content_hash)}",
        "report": view,
        "hash": report.content_hash,
    }


def facts(report: StoredReport) -> list[str]:
    """What stands below the title: the days, the moment of the figures, what it corrects."""
    assert report.fixed_at is not None
    days = f"{report.first.isoformat()} – {report.last.isoformat()}"
    found = [days, _("figures of %(moment)s") % {"moment": f"{timezone.localtime(report.fixed_at):%Y-%m-%d %H:%M}"}]
    if report.replaces is not None:
        found.append(_("corrects %(number)s") % {"number": report.replaces.number})
    return found


def xlsx(report: StoredReport, language: str) -> bytes:
    """A workbook: what the report is, its sentences, its figures, and a sheet for each table and chart."""
    assert report.snapshot is not None
    with override(language):
        plain = in_language(report.snapshot, language)
        with xlsx_book(list(_sheets(report, plain))) as file:
            return file.read()


def _sheets(report: StoredReport, plain: Mapping[str, Any]) -> Iterator[SheetOf]:
    yield SheetOf(_("Report"), _columns((_("Field"), "text"), (_("Value"), "text")), _about(report, plain))
    sentences = [[one["title"], text] for one in plain["sections"] for text in one["sentences"]]
    yield SheetOf(_("Text"), _columns((_("Section"), "text"), (_("Text"), "text")), sentences)
    if rows := list(_figures(plain)):
        heads = [
            (_("Section"), "text"),
            (_("Metric"), "text"),
            (_("Unit"), "text"),
            (plain["period"], "count"),
            (plain["before"], "count"),
            (_("How sure"), "text"),
            (_("Probability by chance"), "count"),
            (pgettext("report", "Rows"), "count"),
        ]
        yield SheetOf(_("Key figures"), _columns(*heads), rows)
    for number, one in enumerate(plain["sections"], 1):
        if data := one["table"]:
            heads = [(column["name"], column["unit"]) for column in data["columns"]]
            units = [unit for _name, unit in heads]
            lines = [*data["rows"], *([data["totals"]] if data["totals"] else [])]
            yield SheetOf(f"{number} {one['title']}", _columns(*heads), [_cells(row, units) for row in lines])
        if chart := one["chart"]:
            yield SheetOf(f"{number} {_('Chart')}", *_chart(chart))


def _columns(*heads: tuple[Any, str]) -> list[Column]:
    return [Column(name, "", SHAPES.get(unit, Shape.NUMBER)) for name, unit in heads]


def _about(report: StoredReport, plain: Mapping[str, Any]) -> list[list[Any]]:
    return [
        [_("Number"), report.number],
        [_("Report"), plain["title"]],
        [_("Period"), plain["period"]],
        [_("Compared with"), plain["before"]],
        *([_("Details"), fact] for fact in facts(report)),
        ["SHA-256", report.content_hash],
    ]


def _figures(plain: Mapping[str, Any]) -> Iterator[list[Any]]:
    for one in plain["sections"]:
        for row in one["measures"]:
            value, before = (_cell(row[name], row["unit"]) for name in ("value", "before"))
            unit = UNIT_WORDS.get(row["unit"], "")
            sure = str(VERDICTS[row["verdict"]])
            yield [one["title"], row["name"], unit, value, before, sure, row["chance"], row["rows"]]


def _chart(data: Mapping[str, Any]) -> tuple[list[Column], list[list[Any]]]:
    then = dict(data["before"])
    heads = [("", "text"), (data["name"] or data["title"], data["unit"])]
    heads += [(data["before_name"] or pgettext("report", "Before"), data["unit"])] if then else []
    rows = [
        [at, *(_cell(cell, data["unit"]) for cell in ((value, then.get(at)) if then else (value,)))]
        for at, value in data["values"]
    ]
    return _columns(*heads), rows


def _cells(row: Sequence[Any], units: Sequence[str]) -> list[Any]:
    return [_cell(cell, unit) for cell, unit in zip(row, units, strict=True)]


def _cell(value: Any, unit: str) -> Any:
    if value is None:
        return ""
    if unit == "money":
        return Decimal(str(value)).quantize(Decimal("0.01"))
    return str(value) if unit in ("text", "date") else value


def file_name(report: StoredReport, language: str, suffix: str) -> str:
    """SR-2026-00001-en.pdf; the number is no personal data."""
    return f"{re.sub(r'[^A-Za-z0-9-]', '-', report.number or 'report')}-{language}.{suffix}"
