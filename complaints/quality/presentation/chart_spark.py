"""The small chart of a batch in a list."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from ..queries.batch_charts import BatchChart
from .chart_words import per_thousand

SPARK = 14


@dataclass(frozen=True)
class Spark:
    """The last weeks of a batch against its limit, 96 by 28. mark: end, w (a run) or "" at the last week."""

    line: str
    limit: float | None
    mark: str
    x: float
    y: float
    words: str

    @property
    def diamond(self) -> str:
        return f"M{self.x - 4:.1f} {self.y:.1f}l4-4.5 4 4.5-4 4.5z"


def spark_of(found: BatchChart) -> Spark | None:
    """The spark of a batch; None if it has fewer than two weeks with a rate."""
    points = [point for _week, point in found.told[-SPARK:]]
    if len(points) < 2:
        return None
    limit = points[-1].upper
    top = max([*(point.rate for point in points), limit or 0]) or 1
    xs = [4 + number * 88 / (len(points) - 1) for number in range(len(points))]
    ys = [25 - point.rate / top * 21 for point in points]
    last = points[-1]
    return Spark(
        line="M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in zip(xs, ys, strict=True)),
        limit=None if limit is None else round(25 - limit / top * 21, 1),
        mark="end" if last.beyond else "w" if last.in_run else "",
        x=xs[-1],
        y=ys[-1],
        words=_("Last %(count)s weeks, now %(rate)s") % {"count": len(points), "rate": per_thousand(last.rate)},
    )
