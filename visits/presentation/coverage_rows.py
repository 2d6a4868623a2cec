"""The customers behind a figure of coverage, each with why it is not visited yet and what comes next."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from customers.enums import Tier

from ..queries import coverage as queries
from ..rules.coverage import days_late


def customer_rows(customers: Iterable[Any], today: date) -> list[dict[str, Any]]:
    """The customers of a page, each with why it is not visited yet and what comes next."""
    rows = list(customers)
    efforts = queries.efforts_of(rows)
    return [
        {
            "customer": row,
            "late": max(0, days_late(row.due_day, today)),
            "state": "late" if row.due_day < today else "ok",
            "why": why(row, efforts[row.pk], today),
            "is_important": row.tier == Tier.IMPORTANT,
        }
        for row in rows
    ]


def why(row: Any, efforts: queries.Efforts, today: date) -> str:
    """The reason, and the next step."""
    visit, parts = efforts.planned, []
    if efforts.failed:
        times = _("attempts: %(n)s") % {"n": efforts.failed}
        parts += [times, efforts.last_reason] if efforts.last_reason else [times]
    if visit is None:
        parts.append(_("no visit planned") if row.rep_id else _("no rep: choose one"))
    else:
        if visit.reason and not efforts.failed:
            parts.append(visit.reason)
        when = {"day": visit.planned_on.isoformat()}
        past = visit.planned_on < today
        parts.append(_("planned for %(day)s, not recorded") % when if past else _("planned for %(day)s") % when)
        if visit.rep_id is None:
            parts.append(_("no rep: choose one"))
    return str(_("; ").join(map(str, parts)))
