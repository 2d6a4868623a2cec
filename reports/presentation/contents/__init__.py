"""The contents of each kind of report: figures from the queries, words in both languages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from ...enums import ReportKind, Rhythm
from ...rules.contents import Contents, Section
from ...rules.library import period_before
from ...rules.periods import Span
from . import complaints, cost, market, quality, satisfaction, service, visits
from .measures import how_sure, judged
from .words import label, period_words

# The sections of each kind. A new kind is a line here, in ReportKind and in KIND_READERS.
SECTIONS: dict[str, Callable[[Span, str, datetime], list[Section]]] = {
    ReportKind.SERVICE: service.sections,
    ReportKind.SATISFACTION: satisfaction.sections,
    ReportKind.COMPLAINTS: complaints.sections,
    ReportKind.VISITS: visits.sections,
    ReportKind.QUALITY: quality.sections,
    ReportKind.COST: cost.sections,
    ReportKind.MARKET: market.sections,
}

# The figure that the first sentences of a kind tell.
LEADS = {
    ReportKind.SATISFACTION: satisfaction.LEAD,
    ReportKind.SERVICE: "tickets_logged",
    ReportKind.COMPLAINTS: "complaints_logged",
    ReportKind.VISITS: "covered",
    ReportKind.QUALITY: "opened",
    ReportKind.COST: "cost_of_poor_quality",
}
# Of these the first sentences say as well how sure its change is.
SURE = {ReportKind.SATISFACTION}
# A service report is called by how long its period is.
TITLES = {
    Rhythm.MONTH: _("Monthly service report"),
    Rhythm.QUARTER: _("Quarterly service report"),
    Rhythm.YEAR: _("Yearly service report"),
}


def contents_of(kind: str, period: Span, rhythm: str, now: datetime) -> Contents:
    """The contents of a report, read now. Changes are judged over all figures of the report together."""
    lead = LEADS.get(ReportKind(kind), "")
    found = judged(SECTIONS[kind](period, rhythm, now), lead, is_sure=ReportKind(kind) in SURE)
    return Contents(
        kind=kind,
        title=label(TITLES[Rhythm(rhythm)] if kind == ReportKind.SERVICE else ReportKind(kind)),
        period=period_words(period, rhythm),
        before=period_words(period_before(period, rhythm), rhythm),
        sections=[*(_without_empty_chart(section) for section in found), how_sure(found)],
    )


def _without_empty_chart(section: Section) -> Section:
    """A chart in which nothing rises above zero, now or before, is left out; figures and sentences say so already."""
    chart = section.chart
    is_empty = chart is not None and not any(value for _at, value in (*chart.values, *chart.before))
    return replace(section, chart=None) if is_empty else section
