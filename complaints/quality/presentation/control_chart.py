"""The control chart of a batch as a drawing: a wide form, and a narrow one for small windows; and as a spark.

The drawing has no ids, styles or scripts, so that it may stand on a page several times, and on paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from ..queries.batch_charts import BatchChart
from ..queries.batch_weeks import Week
from ..queries.batches import BatchKey
from ..rules.control_chart import Point
from .chart_drawing import NARROW, WIDE, Drawing, drawing_of
from .chart_words import per_thousand, said_of, url_of_week, week_name

SHOWN = 52  # weeks


@dataclass(frozen=True)
class ChartRow:
    """A week in the table behind the drawing."""

    week: str
    first: date
    complaints: int
    units: int
    rate: str
    u_upper: str
    upper: str
    said: str
    url: str


@dataclass(frozen=True)
class ControlChart:
    """What templates/parts/control_chart.html shows."""

    title: str
    words: str
    drawings: Sequence[tuple[str, Drawing]]
    rows: Sequence[ChartRow]
    has_limits: bool


def control_chart_of(key: BatchKey, found: BatchChart) -> ControlChart | None:
    """The chart of a batch; None if it has no week with a rate."""
    pairs = list(zip(found.rows, found.chart.points, strict=True))[-SHOWN:]
    if not pairs:
        return None
    title = _("Complaints a week per 1,000 units in use")
    return ControlChart(
        title=title,
        words=_words(found, pairs),
        drawings=[(form, drawing_of(key, found, pairs, frame)) for form, frame in (("w", WIDE), ("n", NARROW))],
        rows=[_row(key, found, week, point) for week, point in reversed(pairs)],
        has_limits=found.chart.has_limits,
    )


def _words(found: BatchChart, pairs: Sequence[tuple[Week, Point]]) -> str:
    """The drawing in a sentence, for users who do not see it."""
    week, point = pairs[-1]
    params = {
        "first": week_name(pairs[0][0].first),
        "last": week_name(week.first),
        "rate": per_thousand(point.rate),
        "centre": per_thousand(found.chart.centre or 0),
        "limit": per_thousand(point.upper or 0),
    }
    if not found.chart.has_limits:
        return _("From %(first)s to %(last)s. The last week has %(rate)s. There are no limits yet.") % params
    return (
        _("From %(first)s to %(last)s. Centre line %(centre)s; the last week has %(rate)s, the u′ limit is %(limit)s.")
        % params
    )


def _row(key: BatchKey, found: BatchChart, week: Week, point: Point) -> ChartRow:
    limits = [per_thousand(value) if value is not None else "" for value in (point.u_upper, point.upper)]
    return ChartRow(
        week=week_name(week.first),
        first=week.first,
        complaints=week.complaints,
        units=week.units,
        rate=per_thousand(point.rate),
        u_upper=limits[0],
        upper=limits[1],
        said=_("Still running") if week.first == found.current and not said_of(point) else said_of(point),
        url=url_of_week(key, week),
    )
