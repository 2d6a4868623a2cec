"""A stored report as PDF and as Excel workbook, from its snapshot alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from aftersales.render.pdf import render_pdf
from aftersales.tables.exporting import Column, Shape
from aftersales.tables.sheets import Formatted, SheetOf, fitted, xlsx_book
from aftersales.web.moments import on_paper
from complaints.documents.common import letterhead, page

from ..models import StoredReport
from ..presentation.library import short_hash
from ..presentation.stored import measure_line, report_view
from ..rules.contents import in_language

MAX_PAGES, SECONDS = 60, 60
TEXT_WIDTH = 110  # characters of the column with the sentences
SHAPES = {"money": Shape.MONEY, "text": Shape.TEXT, "date": Shape.DATE}
FORMATS = {
    "money": '"¥"#,##0.00',
    "percent": "0.0%",
    "count": "#,##0",
    "scale": "0.00",
    **dict.fromkeys(("score", "hours", "days", "rate"), "#,##0.0"),
}
CHANCE = '[<0.0005]"<0.1%";0.0%'


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
    """What stands below the title: the days, the moment of the figures, by whom, what it corrects."""
    assert report.fixed_at is not None
    days = f"{report.first.isoformat()} – {report.last.isoformat()}"
    found = [
        days,
        _("figures of %(moment)s") % {"moment": on_paper(report.fixed_at)},
        _("requested by %(name)s") % {"name": report.asked_by} if report.asked_by else _("made by schedule"),
    ]
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
    yield fitted(_("Report"), _columns((_("Field"), "text"), (_("Value"), "text")), _about(report, plain))
    section = (pgettext("report", "Section"), "text")
    text = Column(_("Text"), "", width=TEXT_WIDTH)
    yield fitted(_("Text"), [*_columns(section), text], list(_sentences(plain)))
    if rows := list(_figures(plain)):
        heads = [
            section,
            (_("Metric"), "text"),
            (plain["period"], "count"),
            (plain["before"], "count"),
            (_("Change, and how sure"), "text"),
            (_("Probability by chance"), "count"),
            (pgettext("report", "Rows"), "count"),
        ]
        yield fitted(_("Key figures"), _columns(*heads), rows)
    for number, one in enumerate(plain["sections"], 1):
        if data := one["table"]:
            heads = [(column["name"], column["unit"]) for column in data["columns"]]
            units = [unit for _name, unit in heads]
            rows, totals = [_cells(row, units) for row in data["rows"]], _cells(data["totals"] or [], units)
            yield fitted(f"{number} {one['title']}", _columns(*heads), rows, totals)
        if chart := one["chart"]:
            name = _("Chart") if data else one["title"]
            yield fitted(f"{number} {name}", *_chart(chart, one["title"]))


def _columns(*heads: tuple[Any, str]) -> list[Column]:
    return [Column(name, "", SHAPES.get(unit, Shape.NUMBER)) for name, unit in heads]


def _about(report: StoredReport, plain: Mapping[str, Any]) -> list[list[Any]]:
    days, *details = facts(report)
    return [
        [_("Number"), report.number],
        [_("Report"), plain["title"]],
        [pgettext("filter", "Period"), plain["period"]],
        [pgettext("report", "Days"), days],
        [_("Compared with"), plain["before"]],
        *([_("Details"), fact] for fact in details),
        ["SHA-256", report.content_hash],
    ]


def _sentences(plain: Mapping[str, Any]) -> Iterator[list[str]]:
    for one in plain["sections"]:
        note = (one["table"] or {}).get("note")
        yield from ([one["title"], text] for text in (*one["sentences"], *([note] if note else [])))


def _figures(plain: Mapping[str, Any]) -> Iterator[list[Any]]:
    for one in plain["sections"]:
        for row in one["measures"]:
            value, before = (_cell(row[name], row["unit"]) for name in ("value", "before"))
            chance = "" if row["chance"] is None else Formatted(row["chance"], CHANCE)
            yield [one["title"], row["name"], value, before, measure_line(row).sure, chance, row["rows"]]


def _chart(data: Mapping[str, Any], title: str) -> tuple[list[Column], list[list[Any]]]:
    """The values of a chart with all that is drawn in it. title: of its section, which says what bars are about."""
    unit, then = data["unit"], dict(data["before"])
    between = {at: (low, high) for at, low, high in data.get("ranges", ())}
    about = title if data["kind"] == "bars" else pgettext("filter", "Period")
    heads = [(about, "text"), (data["name"] or data["title"], unit)]
    heads += [(data["before_name"] or pgettext("report", "Before"), unit)] if then else []
    heads += [(pgettext("interval", "From"), unit), (pgettext("interval", "To"), unit)] if between else []
    is_limited = data["limit"] is not None
    heads += [(data["limit_name"], unit)] if is_limited else []
    # The limit of a count is no whole number.
    limit = [_cell(data["limit"], "score" if unit == "count" else unit)] if is_limited else []
    rows = []
    for at, value in data["values"]:
        figures = [
            value,
            *([then.get(at)] if then else []),
            *(between.get(at, (None, None)) if between else ()),
        ]
        rows.append([at, *(_cell(figure, unit) for figure in figures), *limit])
    return _columns(*heads), rows


def _cells(row: Sequence[Any], units: Sequence[str]) -> list[Any]:
    """Nothing of no row."""
    return [_cell(cell, unit) for cell, unit in zip(row, units, strict=bool(row))]


def _cell(value: Any, unit: str) -> Any:
    """A figure as Excel computes with it: a share as 0.968, shown as 96.8%; a day as a date. Of what is hidden, the
    word."""
    if value is None or value == "":
        return ""
    if unit == "money":
        return Formatted(Decimal(str(value)).quantize(Decimal("0.01")), FORMATS[unit])
    if unit == "percent":
        return Formatted(Decimal(str(value)).scaleb(-2), FORMATS[unit])
    if unit == "date":
        return date.fromisoformat(value)
    return str(value) if unit == "text" or isinstance(value, str) else Formatted(value, FORMATS[unit])


def file_name(report: StoredReport, language: str, suffix: str) -> str:
    """SR-2026-00001-en.pdf; the number is no personal data."""
    return f"{re.sub(r'[^A-Za-z0-9-]', '-', report.number or 'report')}-{language}.{suffix}"
