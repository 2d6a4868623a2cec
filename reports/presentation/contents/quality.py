"""Quality problems and what is done about them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from aftersales.staff.enums import Role
from aftersales.store.dates import company_date
from complaints.quality.enums import ActionKind, CauseCategory, InvestigationState, Severity

from ...queries import period_quality
from ...rules.contents import ChartData, Section
from ...rules.library import periods_until
from ...rules.periods import Span
from .catalogue import found_in, measure
from .measures import count, said_if_none, share, table_of
from .service import fates
from .words import both, label, period_words, said, short_period


def sections(period: Span, rhythm: str, now: datetime) -> list[Section]:
    spans = periods_until(period, rhythm)
    before = spans[-2]
    opened, closed = period_quality.opened(spans), period_quality.concluded([before, period])
    return [
        _overview(spans, rhythm, opened, closed[1]),
        _compared(spans, opened, now),
        _investigations(period),
        _overdue(now),
        _suggestions(period),
    ]


def _overview(spans: list[Span], rhythm: str, opened: list[dict[str, int]], closed: dict[str, int]) -> Section:
    words = [
        said(
            _(
                "Investigations opened: %(opened)s, in %(period)s %(before)s; closed: %(closed)s, of them by their due "
                "date: %(in_time)s."
            ),
            opened=opened[-1]["n"],
            before=opened[-2]["n"],
            period=period_words(spans[-2], rhythm),
            closed=closed["n"],
            in_time=closed["in_time"],
        )
    ]
    chart = ChartData(
        "line",
        both(lambda: _("Investigations opened per period")),
        [[short_period(span, rhythm), row["n"]] for span, row in zip(spans, opened, strict=True)],
        "count",
        both(lambda: _("Investigations")),
    )
    return Section("overview", both(lambda: _("Quality problems")), words, chart=chart)


def _compared(spans: list[Span], opened: list[dict[str, int]], now: datetime) -> Section:
    before, period = spans[-2:]
    pair = (period, before)
    done = period_quality.actions_done([before, period])
    codes = ("investigations_in_time", "actions_effective", "actions_late")
    found = found_in(codes, spans, now)
    warned = period_quality.warnings([before, period])
    url = reverse("investigations")
    measures = [
        count(
            "opened",
            both(lambda: _("Investigations opened")),
            opened[-1]["n"],
            opened[-2]["n"],
            pair,
            better="down",
            url=url,
        ),
        measure(found, "investigations_in_time", spans),
        share("done", both(lambda: _("Actions done in time")), done[1], done[0], "in_time"),
        measure(found, "actions_effective", spans),
        measure(found, "actions_late", spans),
        count("warnings", both(lambda: _("Batch warnings")), warned[1]["n"], warned[0]["n"], pair, better="down"),
    ]
    return Section("compared", both(lambda: _("Against the period before")), measures=measures)


def _investigations(period: Span) -> Section:
    lines: list[list[Any]] = [
        [
            row.number,
            label(Severity(row.severity)),
            label(InvestigationState(row.state)),
            label(CauseCategory(row.cause_category)) if row.cause_category else "",
            company_date(row.opened_at).isoformat(),
            company_date(row.closed_at).isoformat() if row.closed_at else "",
        ]
        for row in period_quality.investigations(period)
    ]
    columns = [
        (both(lambda: _("Number")), "text"),
        (both(lambda: _("Severity")), "text"),
        (both(lambda: _("Status")), "text"),
        (both(lambda: _("Cause")), "text"),
        (both(lambda: pgettext("report", "Opened")), "date"),
        (both(lambda: pgettext("report", "Closed")), "date"),
    ]
    words = said_if_none(lines, _("No investigation was opened or closed."))
    return Section("investigations", both(lambda: _("Investigations")), words, table=table_of(columns, lines))


def _overdue(now: datetime) -> Section:
    """By department, not by person: whoever reads a report in a year should not read who was late."""
    today = company_date(now)
    lines: list[list[Any]] = [
        [
            row.number,
            label(ActionKind(row.kind)),
            label(row.owner.department or Role(row.owner.role)),
            row.due_on.isoformat(),
            (today - row.due_on).days,
        ]
        for row in period_quality.overdue_actions(today)
    ]
    columns = [
        (both(lambda: _("Number")), "text"),
        (both(lambda: _("Type")), "text"),
        (both(lambda: _("Department")), "text"),
        (both(lambda: _("Due")), "date"),
        (both(lambda: _("Days late")), "count"),
    ]
    if lines:
        words = [said(_("Overdue when this report was made, on %(day)s:"), day=today.isoformat())]
    else:
        words = [both(lambda: _("No action was overdue when this report was made."))]
    return Section("overdue", both(lambda: _("Overdue actions")), words, table=table_of(columns, lines))


def _suggestions(period: Span) -> Section:
    return Section("suggestions", both(lambda: _("Opinions and suggestions")), [fates(period)])
