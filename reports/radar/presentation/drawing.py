"""The lines of the radar as SVG: twelve weeks over the usual range, and how sure a rise is found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from aftersales.web.figures import listed, percent

from ..models import RadarSignal

HEIGHT, MARGIN = 40, 4
FLOOR, TOP = 152, 16  # of the curve: 0% and 100%
STEP = 100 / 6


@dataclass(frozen=True)
class Spark:
    """Places in a box of 100 × HEIGHT. words: the same for a screen reader."""

    path: str
    band_top: float
    band_height: float
    end: float
    words: str


def spark_of(signal: RadarSignal) -> Spark:
    counts = [int(count) for count in signal.counts] or [0]
    most = max(*counts, signal.high, 1.0)

    def place(value: float) -> float:
        return round(HEIGHT - MARGIN - (HEIGHT - 2 * MARGIN) * value / most, 1)

    step = 100 / max(len(counts) - 1, 1)
    points = [f"{round(number * step, 1)} {place(count)}" for number, count in enumerate(counts)]
    facts = {"counts": listed(map(str, counts)), "low": f"{signal.low:.0f}", "high": f"{signal.high:.0f}"}
    words = _("Tickets a week: %(counts)s. Usual: %(low)s to %(high)s.") % facts
    top = place(signal.high)
    return Spark("M" + " L".join(points), top, round(place(signal.low) - top, 1), place(counts[-1]), words)


def curve(detected: Mapping[float, float]) -> dict[str, Any]:
    """Points and line of the share found within two weeks, by how many times the usual rate."""
    points = [
        {
            "x": f"{round(STEP * (number + 0.5), 1)}%",
            "y": round(FLOOR - (FLOOR - TOP) * share, 1),
            "label": round(FLOOR - (FLOOR - TOP) * share - 9, 1),
            "share": round(100 * share),
            "times": f"{times:g}",
            "is_aim": times == 3,
        }
        for number, (times, share) in enumerate(detected.items())
    ]
    line = " L".join(f"{str(point['x']).rstrip('%')} {point['y']}" for point in points)
    words = [f"{point['times']} × {percent(int(str(point['share'])) / 100, 0)}" for point in points]
    return {"points": points, "path": f"M{line}", "words": listed(words), "aim": FLOOR - (FLOOR - TOP) * 0.9}
