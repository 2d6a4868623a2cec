"""The quarterly satisfaction report: the figures of the round of the quarter, as on its page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override, pgettext

from aftersales.kernel.errors import NotVisible
from surveys.enums import Segment
from surveys.models import Figure
from surveys.presentation.assessment import ASPECTS, TITLES, headline
from surveys.queries.results import Results, results_of
from surveys.rules.quarters import first_day, quarter_of

from ...rules.contents import ChartData, Measure, Section, TableData
from ...rules.periods import Span
from .measures import axis_start, table_of
from .words import HIDDEN, LANGUAGES, both, label, said, short_period

PLACES = {"ces": 2}
LEAD = "index"
Read = dict[str, Results]


def sections(period: Span, rhythm: str, now: datetime) -> list[Section]:
    quarter = quarter_of(period.last)
    found = _read(quarter)
    if not found:
        words = both(lambda: _("No round of this quarter has been computed."))
        return [Section("overview", both(lambda: _("How satisfied customers are")), [words])]
    results = next(iter(found.values()))
    return [
        Section("overview", both(lambda: _("How satisfied customers are")), [_each(found, headline)]),
        Section("compared", both(lambda: _("Against the last round")), measures=_measures(found, quarter)),
        Section("latents", both(lambda: _("Latent variables, of 100")), table=_latents(found)),
        _trend(results),
        *(part for segment in TITLES if (part := _segment(found, segment))),
        _response(results),
    ]


def _read(quarter: str) -> Read:
    """The results in each language, because names are in them."""
    found: Read = {}
    for language in LANGUAGES:
        with override(language):
            try:
                results = results_of(quarter, without_flagged=False)
            except NotVisible:
                return {}
        if results is None:
            return {}
        found[language] = results
    return found


def _each(found: Read, make: Callable[[Results], Any]) -> dict[str, str]:
    return {language: both(partial(make, results))[language] for language, results in found.items()}


def _value(row: Figure | None, code: str = "") -> float | None:
    return None if row is None or row.value is None else round(row.value, PLACES.get(code, 1))


def _measure(row: Figure | None, code: str, name: dict[str, str], unit: str, url: str) -> Measure:
    """The round has tested the change already, with its weights; only its verdict is taken."""
    before = None if row is None or row.was is None else round(row.was, PLACES.get(code, 1))
    verdict = (
        "unknown" if row is None or row.is_significant is None else "significant" if row.is_significant else "usual"
    )
    rows = None if row is None else row.n
    return Measure(code, name, unit, _value(row, code), before, rows, "up", "round", None, verdict, url)


def _measures(found: Read, quarter: str) -> list[Measure]:
    results = next(iter(found.values()))
    url = f"{reverse('surveys')}?quarter={quarter}"
    named: list[tuple[str, str, Any, str]] = [
        (LEAD, f"index:{results.target}", _("Satisfaction index"), "score"),
        ("csat", "csat", _("Satisfied (CSAT)"), "percent"),
        ("nps", "nps", _("Net promoter score (NPS)"), "score"),
        ("ces", "ces", _("Customer effort score (CES)"), "scale"),
    ]
    return [_measure(results.figure(key), code, label(name), unit, url) for code, key, name, unit in named]


def _columns(name: Any) -> list[tuple[Any, str]]:
    return [
        (both(lambda: name), "text"),
        (both(lambda: _("Answers")), "count"),
        (both(lambda: _("Index")), "score"),
        (both(lambda: pgettext("interval", "From")), "score"),
        (both(lambda: pgettext("interval", "To")), "score"),
        (both(lambda: pgettext("report", "Before")), "score"),
    ]


def _cells(name: dict[str, str], row: Figure, n: int | None) -> list[Any]:
    def one(value: float | None) -> float | None:
        return None if value is None or row.is_hidden else round(value, 1)

    answers = label(HIDDEN) if row.is_hidden else n
    return [name, answers, one(row.value), one(row.low), one(row.high), one(row.was)]


def _latents(found: Read) -> TableData | None:
    results = next(iter(found.values()))
    rows = []
    for code in results.latents:
        if row := results.figure(f"index:{code}"):
            name = {language: one.latents[code] for language, one in found.items()}
            rows.append(_cells(name, row, row.n))
    for code, title in ASPECTS:
        if row := results.figure(code):
            rows.append(_cells(label(title), row, row.n))
    return table_of(_columns(_("Latent variable")), rows, note=both(lambda: _("From and to: the 95% interval.")))


def _trend(results: Results) -> Section:
    """With the interval of each round, because neighbours whose intervals overlap may be equal."""
    known = [(_short(row.round.quarter), row) for row in results.trend if row.value is not None]
    points = [[at, round(row.value or 0, 1)] for at, row in known]
    ranges = [[at, round(row.low, 1), round(row.high, 1)] for at, row in known if row.low is not None and row.high]
    lows = [row.low if row.low is not None else row.value for _at, row in known]
    start = axis_start(lows)
    chart = ChartData(
        "line",
        said(
            _("Satisfaction index over the rounds, with the 95%% interval; the axis starts at %(start)s"), start=start
        ),
        points,
        "score",
        both(lambda: _("Satisfaction index")),
        start=start,
        ranges=ranges,
    )
    return Section("trend", both(lambda: _("Over the rounds")), chart=chart if len(points) > 1 else None)


def _short(quarter: str) -> dict[str, str]:
    day = first_day(quarter)
    return short_period(Span(day, day), "quarter")


def _segment(found: Read, segment: Segment) -> Section | None:
    results = next(iter(found.values()))
    members = results.members(segment, f"index:{results.target}")
    if not members:
        return None
    names = {
        language: {one.key: one.name for one in read.members(segment, f"index:{read.target}")}
        for language, read in found.items()
    }
    rows = [
        _cells({language: known[one.key] for language, known in names.items()}, one.figure, one.n or one.figure.n)
        for one in sorted(members, key=lambda one: one.key)
    ]
    hidden = any(one.figure.is_hidden for one in members)
    note = (
        both(lambda: _("Cells under 5 are hidden, with another one where subtraction would give them away."))
        if hidden
        else {}
    )
    title = TITLES[segment]
    return Section(str(segment), both(lambda: title), table=table_of(_columns(segment.label), rows, note=note))


def _response(results: Results) -> Section:
    row = results.figure("response_rate")
    params = {
        "complete": results.count("funnel:complete"),
        "rate": "–" if row is None or row.value is None else f"{row.value:.1f}%",
        "seal": results.round.seal[:16],
    }
    words = [said(_("Valid answers: %(complete)s, response rate %(rate)s. Seal of the round: %(seal)s…"), **params)]
    return Section("response", both(lambda: _("How far to trust this")), words)
