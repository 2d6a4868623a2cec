"""What the printed quarter shows besides the figures: its title and texts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from aftersales.store.dates import company_date
from aftersales.web.figures import money
from aftersales.web.moments import MONTHS, span
from complaints.enums import Remedy
from surveys.rules.quarters import quarter_name

from ..queries import QuarterPage
from ..queries.waiting import Waiting
from ..rules.periods import Span
from .answer import answer_of
from .charts import complaints_by_week, hours_by_region
from .tiles import tiles


def page_context(page: QuarterPage) -> dict[str, Any]:
    """The values of the template, in the active language."""
    return {
        "figures": page,
        "now": page.scope.now,
        "title": title_of(page),
        "subtitle": [subtitle_of(page), region_name(page)],
        "answer": answer_of(page),
        "tiles": tiles(page),
        "weekly": complaints_by_week(page),
        "hourly": hours_by_region(page),
        "waiting": [line_of(row, page.scope.now) for row in page.waiting],
        "earlier": short_name(page.period.previous_quarter),
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


def line_of(row: Waiting, now: datetime) -> dict[str, Any]:
    """The values of parts/line for a decision that waits."""
    if row.kind == "approval":
        what = [Remedy(row.title).label, money(row.amount, "short") if row.amount else "", row.customer]
        side = _("waiting %(span)s") % {"span": span(now - row.since)}
        return {"url": row.url, "state": "due", "details": what, "side": side, "tone": "due"}
    late = span(now - row.since) if row.kind == "investigation" else _days_late(row, now)
    kind = _("Investigation") if row.kind == "investigation" else _("Action")
    side = _("%(span)s late") % {"span": late}
    return {"url": row.url, "state": "late", "details": [kind, row.title], "side": side, "tone": "late"}


def _days_late(row: Waiting, now: datetime) -> str:
    """How late an action is, in words: whole days, because it is due on a day and not at a moment."""
    return span(86_400 * (company_date(now) - company_date(row.since)).days)
