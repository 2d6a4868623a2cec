"""The early warnings of a batch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from aftersales.store.dates import company_date

from ..models import BatchWarning
from ..queries.batch_charts import BatchChart
from ..queries.batches import (
    BatchKey,
    warnings_of,
)
from .chart_words import per_thousand, week_name


@dataclass(frozen=True)
class WarningLine:
    """A warning in the list of a batch."""

    warning: BatchWarning | None
    state: str
    title: str
    notes: Sequence[str]
    investigation: Any = None


def warning_lines(key: BatchKey, found: BatchChart) -> list[WarningLine]:
    lines = [warning_line(row) for row in warnings_of(key.product_id, key.batch)[:12]]
    only_u = [(w, p) for w, p in zip(found.rows, found.chart.points, strict=True) if p.over_u and not p.beyond]
    if only_u and lines:
        week, point = only_u[-1]
        title = _("%(week)s: %(rate)s is over the u limit but not over u′") % {
            "week": week_name(week.first),
            "rate": per_thousand(point.rate),
        }
        lines.append(WarningLine(None, "ok", title, [_("No alarm; marked on the chart")]))
    return lines


def warning_title(row: BatchWarning) -> str:
    params = {
        "week": week_name(row.week),
        "rate": f"{row.rate:.1f}",
        "limit": f"{row.limit:.1f}",
        "centre": f"{row.centre:.1f}",
    }
    if row.rule == "beyond":
        return _("%(week)s: %(rate)s is beyond the u′ limit %(limit)s") % params
    return _("%(week)s: a run of weeks above the centre line %(centre)s") % params


def warning_line(row: BatchWarning) -> WarningLine:
    state = {"new": "late", "dismissed": "paused"}.get(row.state, "done")
    notes = [company_date(row.opened_at).isoformat(), row.get_state_display(), str(row.judged_by or ""), row.reason]
    if row.ended_at:
        notes.append(_("back to normal"))
    return WarningLine(row, state, warning_title(row), [note for note in notes if note], row.investigation)
