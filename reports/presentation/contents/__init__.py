"""The contents of each kind of report: figures from the queries, words in both languages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from ...enums import ReportKind
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

# The figure that the first sentences of a kind tell. Those of the satisfaction report say themselves how sure it is.
LEADS = {
    ReportKind.SERVICE: "tickets_logged",
    ReportKind.COMPLAINTS: "complaints_logged",
    ReportKind.VISITS: "covered",
    ReportKind.QUALITY: "opened",
    ReportKind.COST: "cost_of_poor_quality",
}


def contents_of(kind: str, period: Span, rhythm: str, now: datetime) -> Contents:
    """The contents of a report, read now. Changes are judged over all figures of the report together."""
    found = judged(SECTIONS[kind](period, rhythm, now), LEADS.get(ReportKind(kind), ""))
    return Contents(
        kind=kind,
        title=label(ReportKind(kind)),
        period=period_words(period, rhythm),
        before=period_words(period_before(period, rhythm), rhythm),
        sections=[*found, how_sure(found)],
    )
