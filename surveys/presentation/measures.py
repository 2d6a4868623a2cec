"""What pages show of measures: start, target and interval on one axis, and the verdict in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor
from typing import Any

from django.utils.translation import gettext as _

from ..enums import Verdict
from ..models import Measure
from ..queries.measures import TABS, figure_names
from ..rules.measures import scale_of
from ..rules.quarters import quarter_name

EDGE, STEPS = 5.0, (1, 2, 5, 10, 20, 50)


@dataclass(frozen=True)
class Axis:
    """A part of a scale. ticks: (place in percent, label)."""

    low: float
    high: float
    ticks: Sequence[tuple[str, str]] = ()

    def place(self, value: float) -> str:
        """In percent of the width, within the axis."""
        share = (value - self.low) / (self.high - self.low)
        return f"{100 * min(1.0, max(0.0, share)):.2f}"


@dataclass(frozen=True)
class MeasureRow:
    """A measure as a row. The places are in percent of the axis; "" where there is nothing yet."""

    measure: Measure
    figure: str
    start: str
    target: str
    value: str
    low: str
    high: str
    axis: Axis
    has_own_axis: bool = False  # rows of several scales stand together

    @property
    def margin(self) -> str:
        row = self.measure
        return "" if row.low is None or row.high is None else f"{(row.high - row.low) / 2:.1f}"

    @property
    def verdict(self) -> str:
        row = self.measure
        if not row.verdict:
            return _("Checked by %(quarter)s") % {"quarter": quarter_name(row.check_quarter)}
        return str(Verdict(row.verdict).label)

    @property
    def is_reached(self) -> bool:
        return self.measure.verdict == Verdict.REACHED


def axis_of(rows: Sequence[Measure], code: str) -> Axis:
    """One axis for all rows with the same scale, so that they can be compared."""
    found = [number for row in rows for number in (row.start, row.target, row.low, row.high) if number is not None]
    least, most = scale_of(code)
    low, high = max(least, min(found, default=least) - EDGE), min(most, max(found, default=most) + EDGE)
    if scale_of(code) == scale_of("ces"):
        low, high = least, most
    step = next((step for step in STEPS if (high - low) / step <= 6), 100)
    low, high = max(least, floor(low / step) * step), min(most, ceil(high / step) * step)
    axis = Axis(low, high)
    first = ceil(low / step)
    ticks = [(axis.place(step * n), f"{step * n:g}") for n in range(first, floor(high / step) + 1)]
    return Axis(low, high, ticks[1:-1])


def measure_rows(found: Sequence[Measure]) -> list[MeasureRow]:
    """Rows with a common axis for each scale."""
    rows = list(found)
    names = figure_names(rows)
    axes = {
        scale: axis_of([row for row in rows if scale_of(row.code) == scale], code)
        for scale, code in {scale_of(row.code): row.code for row in rows}.items()
    }
    return [_row(row, names[row.pk], axes[scale_of(row.code)], len(axes) > 1) for row in rows]


def _row(row: Measure, name: str, axis: Axis, own: bool) -> MeasureRow:
    places = {
        part: "" if getattr(row, part) is None else axis.place(getattr(row, part))
        for part in ("start", "target", "value", "low", "high")
    }
    return MeasureRow(row, name, axis=axis, has_own_axis=own, **places)


def tabs(counts: dict[str, int], current: str) -> list[dict[str, Any]]:
    labels = {"": _("All"), "running": _("Waiting for the round")}
    labels |= {value: str(label) for value, label in Verdict.choices if value}
    return [
        {"url": f"?tab={tab}", "label": labels[tab], "count": counts[tab], "current": tab == current} for tab in TABS
    ]


def history_rows(row: Measure) -> list[dict[str, Any]]:
    """The course of a measure: each change of verdict or target, with who and when."""
    found = []
    for change in row.history.select_related("history_user").order_by("-history_date", "-history_id")[:30]:
        verdict = str(Verdict(change.verdict).label)
        value = f"{change.value:.1f}" if change.value is not None else ""
        found.append(
            {
                "what": " ".join(filter(None, [quarter_name(change.check_quarter), value, verdict])),
                "who": change.history_user,
                "at": change.history_date,
                "tone": "done" if change.verdict == Verdict.REACHED else "ok",
            }
        )
    return found
