"""What the dashboard shows besides the figures: its title, pickers and texts."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from aftersales.store.dates import company_date
from aftersales.web.figures import money
from aftersales.web.moments import MONTHS, span
from complaints.enums import Remedy
from complaints.permissions import can_log
from surveys.rules.quarters import quarter_name, quarter_of, quarters_until

from ..queries import QuarterPage
from ..queries.waiting import Waiting
from ..rules.periods import Span
from .answer import answer_of
from .charts import complaints_by_week, hours_by_region
from .tiles import answers_url, tiles

QUARTERS = 8


def page_context(page: QuarterPage) -> dict[str, Any]:
    """The values of the templates of the page and of the printed report, in the active language."""
    return {
        "figures": page,
        "now": page.scope.now,
        "title": title_of(page),
        "subtitle": [subtitle_of(page), region_name(page)],
        "answer": answer_of(page),
        "tiles": tiles(page),
        "weekly": complaints_by_week(page),
        "weekly_links": week_links(page),
        "hourly": hours_by_region(page),
        "waiting": [line_of(row, page) for row in page.waiting],
        "words_url": answers_url(page, "words"),
        "earlier": short_name(page.period.previous_quarter),
        "period_menu": period_menu(page),
        "region_menu": [] if page.scope.is_fixed else region_menu(page),
        "pdf_url": address("dashboard_pdf", page, page.period.quarter, asked_region(page)),
        "may_log": can_log(page.scope.user),
    }


def title_of(page: QuarterPage) -> str:
    words = _("After-sales, %(quarter)s") if page.period.is_whole else _("After-sales, %(quarter)s to date")
    return words % {"quarter": quarter_name(page.period.quarter)}


def subtitle_of(page: QuarterPage) -> str:
    period = page.period
    facts = {"days": days_of(period.days), "before": short_name(period.previous_quarter)}
    if period.is_whole:
        return _("%(days)s vs. %(before)s") % facts
    return _("%(days)s vs. the same days of %(before)s") % facts


def days_of(span: Span) -> str:
    """The days of a span, for example "1 Oct to 20 Nov"."""
    words = {"first": _day(span.first), "last": _day(span.last)}
    return _("%(first)s to %(last)s") % words


def _day(day: Any) -> str:
    return _("%(day)s %(month)s") % {"day": day.day, "month": MONTHS[day.month - 1]}


def short_name(quarter: str) -> str:
    """A quarter without its year, for example "Q3"."""
    return quarter[-2:]


def region_name(page: QuarterPage) -> str:
    scope = page.scope
    if scope.region is not None:
        return str(scope.region)
    return _("no region") if scope.is_fixed else _("all regions")


def asked_region(page: QuarterPage) -> str:
    scope = page.scope
    return "" if scope.is_fixed or scope.region is None else scope.region.code


def address(name: str, page: QuarterPage, quarter: str, region: str) -> str:
    asked = {"quarter": quarter, "region": region}
    return f"{reverse(name)}?{urlencode({key: value for key, value in asked.items() if value})}"


def period_menu(page: QuarterPage) -> list[dict[str, Any]]:
    """The choices of the quarter picker, the current quarter first."""
    present = quarter_of(company_date(page.scope.now))
    return [
        {
            "url": address("dashboard", page, quarter, asked_region(page)),
            "label": quarter_name(quarter),
            "current": quarter == page.period.quarter,
        }
        for quarter in reversed(quarters_until(present, QUARTERS))
    ]


def region_menu(page: QuarterPage) -> list[dict[str, Any]]:
    chosen = asked_region(page)
    options = [("", _("All regions")), *((each.code, str(each)) for each in page.scope.regions)]
    return [
        {"url": address("dashboard", page, page.period.quarter, code), "label": label, "current": code == chosen}
        for code, label in options
    ]


def week_links(page: QuarterPage) -> list[dict[str, Any]]:
    """Links to the weeks beyond the limits and to the latest two weeks."""
    weeks, limits = page.complaints.weeks, page.complaints.limits
    asked = [week for week in weeks[:-2] if limits and limits.broken_by(week.rows.count)] + weeks[-2:]
    return [{"number": week.number, "count": week.rows.count, "url": week.rows.url} for week in asked]


def line_of(row: Waiting, page: QuarterPage) -> dict[str, Any]:
    """The values of parts/line for a decision that waits."""
    if row.kind == "approval":
        what = [Remedy(row.title).label, money(row.amount, "short") if row.amount else "", row.customer]
        side = _("waiting %(span)s") % {"span": span(page.scope.now - row.since)}
        return {"url": row.url, "state": "due", "details": what, "side": side, "tone": "due"}
    late = span(page.scope.now - row.since) if row.kind == "investigation" else _days_late(row, page)
    kind = _("Investigation") if row.kind == "investigation" else _("Action")
    side = _("%(span)s late") % {"span": late}
    return {"url": row.url, "state": "late", "details": [kind, row.title], "side": side, "tone": "late"}


def _days_late(row: Waiting, page: QuarterPage) -> str:
    """How late an action is, in words: whole days, because it is due on a day and not at a moment."""
    return span(86_400 * (page.scope.today - company_date(row.since)).days)
