"""A stored report as page and paper show it: its snapshot in one language, written out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from aftersales.render.blocks import Column, Table, text_width
from aftersales.render.charts import bars, line
from aftersales.render.layers import Limit
from aftersales.web.figures import sentences

from ..rules.contents import in_language
from .contents.measures import is_nothing
from .contents.words import NO_CHANGE, change_written, written
from .words import VERDICTS

HAN = "〇一二三四五六七八九"
SHARES = {"text": 5, "date": 3}
LONGEST_SHARE = 20  # of a column with long words


@dataclass(frozen=True)
class MeasureLine:
    """A figure. tone: done or late if the change is significant and good or bad; "" otherwise."""

    name: str
    value: str
    before: str
    change: str
    verdict: str
    tone: str
    rows: str
    url: str

    @property
    def sure(self) -> str:
        """+2.7 points, significant"""
        if self.change and self.verdict:
            return _("%(change)s, %(verdict)s") % {"change": self.change, "verdict": self.verdict}
        return self.change or self.verdict


@dataclass(frozen=True)
class SectionView:
    """heading: with its number. sentences: a paragraph each. measures: the same figures as rows and, for paper, as
    `measure_table`. chart: its definition, or None."""

    heading: str
    code: str
    title: str
    sentences: Sequence[str]
    measures: Sequence[MeasureLine]
    measure_table: Table | None
    table: Table | None
    note: str
    chart: Mapping[str, Any] | None


@dataclass(frozen=True)
class ReportView:
    title: str
    period: str
    before: str
    sections: Sequence[SectionView]


def report_view(snapshot: Mapping[str, Any]) -> ReportView:
    """The snapshot in the active language."""
    plain = in_language(snapshot, _language())
    sections = [_section(number, one, plain) for number, one in enumerate(plain["sections"], 1)]
    return ReportView(plain["title"], plain["period"], plain["before"], sections)


def _language() -> str:
    return "en" if get_language() == "en" else "zh-hans"


def _section(number: int, one: dict[str, Any], report: dict[str, Any]) -> SectionView:
    lines = [measure_line(row) for row in one["measures"]]
    return SectionView(
        heading=_("%(number)s %(title)s") % {"number": numeral(number), "title": one["title"]},
        code=one["code"],
        title=one["title"],
        sentences=_paragraphs(one),
        measures=lines,
        measure_table=_measures(lines, report),
        table=_table(one["table"]),
        note=(one["table"] or {}).get("note") or "",
        chart=_chart(one["chart"]),
    )


def _paragraphs(one: Mapping[str, Any]) -> list[str]:
    """What the period was like is read in one go; elsewhere each sentence is about something else."""
    if one["code"] == "overview" and one["sentences"]:
        return [sentences(*one["sentences"])]
    return list(one["sentences"])


def numeral(number: int) -> str:
    """The number of a section: 1, or 一"""
    if _language() == "en":
        return str(number)
    tens, ones = divmod(number, 10)
    head = ("" if tens == 1 else HAN[tens]) + "十" if tens else ""
    return f"{head}{HAN[ones] if ones else ''}"


def measure_line(row: Mapping[str, Any]) -> MeasureLine:
    unit, verdict = row["unit"], row["verdict"]
    change = change_written(row["value"], row["before"], unit)
    is_plain = change == str(NO_CHANGE) or is_nothing(verdict, row["value"], row["before"])
    return MeasureLine(
        name=row["name"],
        value=written(row["value"], unit),
        before=written(row["before"], unit),
        change=change,
        verdict="" if is_plain else str(VERDICTS[verdict]),
        tone=_tone(row) if verdict == "significant" else "",
        rows="" if row["rows"] is None else f"{row['rows']:,}",
        url=row["url"],
    )


def _tone(row: Mapping[str, Any]) -> str:
    if not row["better"] or row["value"] is None or row["before"] is None:
        return ""
    rose = float(row["value"]) > float(row["before"])
    return "done" if rose == (row["better"] == "up") else "late"


def _measures(lines: Sequence[MeasureLine], report: Mapping[str, Any]) -> Table | None:
    if not lines:
        return None
    columns = [
        Column(_("Metric"), 8),
        Column(report["period"], 1, number=True),
        Column(report["before"], 1, number=True),
        Column(_("Change, and how sure"), 8),
        Column(pgettext("report", "Rows"), 1, number=True),
    ]
    return Table(
        columns,
        [[one.name, one.value, one.before, one.sure, one.rows] for one in lines],
    )


def _table(data: Mapping[str, Any] | None) -> Table | None:
    if data is None:
        return None
    units = [column["unit"] for column in data["columns"]]
    columns = [
        Column(column["name"], _share_of(data, place), number=column["unit"] not in ("text", "date"))
        for place, column in enumerate(data["columns"])
    ]

    def cells(row: Sequence[Any]) -> list[str]:
        return [
            str(cell or "–") if unit in ("text", "date") else written(cell, unit)
            for cell, unit in zip(row, units, strict=True)
        ]

    return Table(columns, [cells(row) for row in data["rows"]], cells(data["totals"]) if data["totals"] else [])


def _share_of(data: Mapping[str, Any], place: int) -> int:
    """The part of the page for a column: the more, the longer its words are."""
    unit = data["columns"][place]["unit"]
    if unit != "text":
        return SHARES.get(unit, 2)
    longest = max(text_width(str(row[place] or "")) for row in data["rows"])
    return max(SHARES["text"], min(LONGEST_SHARE, round(longest / 4)))


def _chart(data: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    if data is None:
        return None
    unit = data["unit"]
    limit = None
    if data["limit"] is not None:
        limit = Limit(data["limit"], data["limit_name"], data.get("limit_is_least", False))
    values: dict[str, Any] = {
        "title": data["title"],
        "values": [(at, value) for at, value in data["values"]],
        "name": data["name"] or "",
        "before": [(at, value) for at, value in data["before"]],
        "before_name": data["before_name"] or "",
        "limit": limit,
        "text": lambda value: written(
            f"{value:.2f}" if unit == "money" else int(value) if unit == "count" else value, unit
        ),
    }
    if data["kind"] == "bars":
        return bars(**values)
    ranges = [(at, low, high) for at, low, high in data.get("ranges", ())]
    return line(**values, ranges=ranges, start=data.get("start", 0))
