"""The monthly service report."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from aftersales.staff.models import Region
from aftersales.store.dates import company_date
from complaints.enums import Kind
from customers.enums import Channel

from ...queries import period_quality, period_tickets
from ...rules.contents import ChartData, Section, Words
from ...rules.library import periods_until
from ...rules.metrics import metric_of
from ...rules.periods import Span
from .catalogue import Found, cell, found_in, measure
from .measures import axis_start, percent_of, said_if_none, table_of
from .words import both, joined, label, period_words, said, short_period

THEMES = 5
NOTHING = _("No ticket came in, in this period or the one before.")


def tickets_url(span: Span, **more: str) -> str:
    """The list of the tickets that were logged in the period."""
    asked = {**more, "reported_from": span.first.isoformat(), "reported_to": span.last.isoformat()}
    return f"{reverse('tickets')}?{urlencode(asked)}"


CODES = (
    "tickets_logged",
    "first_reply_in_time",
    "solved_in_time",
    "solved_at_once",
    "reopened",
    "complaints_logged",
    "visits_done",
    "cost_of_poor_quality",
)


def sections(period: Span, rhythm: str, now: datetime) -> list[Section]:
    spans = periods_until(period, rhythm)
    before = spans[-2]
    volumes = period_tickets.volumes(spans)
    found = found_in(CODES, spans, now)
    measures = [measure(found, code, spans) for code in CODES]
    return [
        _overview(period, before, rhythm, volumes),
        _promises(spans, rhythm, found),
        _volume(period, before, rhythm, volumes),
        Section("compared", both(lambda: _("Against the period before")), measures=measures),
        _channels(period, before, now),
        _regions(period, before, now),
        _voices(period, before),
        _to_do(now),
    ]


def _overview(period: Span, before: Span, rhythm: str, volumes: list[dict[str, int]]) -> Section:
    now, was = volumes[-1]["n"], volumes[-2]["n"]
    params = {"count": now, "before": was, "period": period_words(before, rhythm), "more": abs(now - was)}
    if now > was:
        first = said(_("Tickets: %(count)s, %(more)s more than in %(period)s."), **params)
    elif now < was:
        first = said(_("Tickets: %(count)s, %(more)s fewer than in %(period)s."), **params)
    else:
        first = said(_("Tickets: %(count)s, as many as in %(period)s."), **params)
    return Section("overview", both(lambda: _("How the period went")), [first])


def _promises(spans: list[Span], rhythm: str, found: Found) -> Section:
    metric, rows = metric_of("first_reply_in_time"), found["first_reply_in_time"]
    begun = next((n for n, span in enumerate(spans) if rows[span].value is not None), 0)  # nothing was recorded before
    told = spans[min(begun, len(spans) - 2) :]  # a line has two points
    points = [[short_period(span, rhythm), cell(metric, rows[span].value)] for span in told]
    start = axis_start([value for _at, value in points])
    last, target = rows[spans[-1]], metric.target or 0
    words = []
    if last.value is not None:
        params = {
            "value": f"{cell(metric, last.value):.1f}%",
            "met": last.rows.count,
            "n": last.base.count,
            "target": f"{target:.0f}%",
        }
        text = (
            _("First replies in time: %(met)s of %(n)s, %(value)s; the target of %(target)s is met.")
            if last.value >= target
            else _("First replies in time: %(met)s of %(n)s, %(value)s; the target of %(target)s is missed.")
        )
        words.append(said(text, **params))
    chart = ChartData(
        "line",
        said(_("First replies in time, in percent; the axis starts at %(start)s"), start=start)
        if start
        else both(lambda: _("First replies in time, in percent")),
        points,
        "percent",
        both(lambda: _("First reply in time")),
        limit=target,
        limit_is_least=True,
        limit_name=said(_("target %(value)s"), value=f"{target:.0f}%"),
        start=start,
    )
    words = words or [both(lambda: _("No first reply was due."))]
    return Section("promises", both(lambda: _("Promises kept")), words, chart=chart)


def _volume(period: Span, before: Span, rhythm: str, volumes: list[dict[str, int]]) -> Section:
    kinds = sorted(Kind, key=lambda kind: -volumes[-1][kind.value])
    chart = ChartData(
        "bars",
        said(
            _("Tickets by type; grey: %(period)s"),
            period=period_words(before, rhythm),
        ),
        [[label(kind), volumes[-1][kind.value]] for kind in kinds],
        "count",
        period_words(period, rhythm),
        [[label(kind), volumes[-2][kind.value]] for kind in kinds],
        period_words(before, rhythm),
    )
    words = said_if_none(volumes[-1]["n"] or volumes[-2]["n"], NOTHING)
    return Section("volume", both(lambda: _("What came in")), words, chart=chart)


def _by(name: Any, rows: list[tuple[Any, Any, Any]], code: str, title: Any) -> Section:
    """rows: (label, counts of tickets, counts of replies), each now and before."""
    lines = [
        [word, tickets[0]["n"], tickets[1]["n"], replies[0]["n"], percent_of(replies[0]["met"], replies[0]["n"])]
        for word, tickets, replies in rows
    ]
    tickets, replies = [line for _word, line, _replies in rows], [line for _word, _tickets, line in rows]
    met, answered = sum(line[0]["met"] for line in replies), sum(line[0]["n"] for line in replies)
    totals = [
        both(lambda: _("Total")),
        sum(line[0]["n"] for line in tickets),
        sum(line[1]["n"] for line in tickets),
        answered,
        percent_of(met, answered),
    ]
    columns = [
        (both(lambda: name), "text"),
        (both(lambda: _("Tickets")), "count"),
        (both(lambda: pgettext("report", "Before")), "count"),
        (both(lambda: _("First replies")), "count"),
        (both(lambda: _("In time")), "percent"),
    ]
    return Section(code, both(lambda: title), said_if_none(lines, NOTHING), table=table_of(columns, lines, totals))


NO_TICKETS = ({"n": 0}, {"n": 0})
NO_REPLIES = ({"n": 0, "met": 0}, {"n": 0, "met": 0})


def _channels(period: Span, before: Span, now: datetime) -> Section:
    tickets = period_tickets.tickets_by("channel", period, before)
    replies = period_tickets.promises_by("channel", period, before, now)
    rows = [
        (label(channel), tickets[channel.value], replies.get(channel.value, NO_REPLIES))
        for channel in Channel
        if channel.value in tickets
    ]
    return _by(_("Channel"), rows, "channels", _("By channel"))


def _regions(period: Span, before: Span, now: datetime) -> Section:
    tickets = period_tickets.tickets_by("region", period, before)
    replies = period_tickets.promises_by("region", period, before, now)
    places: list[tuple[Any, Any]] = [(region.pk, region) for region in Region.objects.all()]
    places.append((None, _("No region")))
    rows = [
        (label(place), tickets.get(pk, NO_TICKETS), replies.get(pk, NO_REPLIES))
        for pk, place in places
        if pk in tickets
    ]
    return _by(_("Region"), rows, "regions", _("By region"))


def _voices(period: Span, before: Span) -> Section:
    """Only counts and themes: a stored report holds no words of customers, who may have theirs erased."""
    words = [fates(period)]
    if themes := period_quality.themes(period, before, THEMES):
        named = [said(_("%(word)s (%(count)s)"), word=theme.word, count=theme.count) for theme in themes]
        words.append(said(_("Recurring themes: %(themes)s."), themes=joined(named)))
    return Section("voices", both(lambda: _("What customers said")), words)


def fates(period: Span) -> Words:
    """How many opinions and suggestions came in, and what became of them until now."""
    row = period_quality.suggestions([period])[0]
    if not row["n"]:
        return both(lambda: _("No opinion or suggestion came in."))
    return said(
        _(
            "Opinions and suggestions: %(n)s; adopted: %(adopted)s, declined with a reason: %(declined)s, answered "
            "without review: %(answered)s, under study: %(open)s. Customers told the result: %(told)s."
        ),
        **row,
        open=row["n"] - row["adopted"] - row["declined"] - row["answered"],
    )


def _to_do(now: datetime) -> Section:
    late, actions = period_tickets.overdue_at(now), period_quality.overdue_count(company_date(now))
    words = [
        said(_("Overdue when this report was made: tickets %(late)s, actions %(actions)s."), late=late, actions=actions)
    ]
    return Section("to_do", both(lambda: _("To do")), words)
