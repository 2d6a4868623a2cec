"""Days in words, and the lines of decisions that wait."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from aftersales.store.dates import company_date
from aftersales.web.figures import money
from aftersales.web.moments import MONTHS, span, unbroken
from complaints.enums import Remedy

from ..queries.waiting import Waiting
from ..rules.periods import Span


def days_of(span: Span) -> str:
    """The days of a span, for example "1 Oct to 20 Nov"."""
    words = {"first": _day(span.first), "last": _day(span.last)}
    return _("%(first)s to %(last)s") % words


def _day(day: Any) -> str:
    return unbroken(_("%(day)s %(month)s") % {"day": day.day, "month": MONTHS[day.month - 1]})


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
