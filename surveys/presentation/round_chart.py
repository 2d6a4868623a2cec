"""The picture of a running round: answers by day, the forecast, and what is needed (S1)."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from aftersales.store.dates import company_date
from aftersales.web.moments import day

from ..enums import RoundState
from ..models import Round
from ..rules.forecast import Forecast
from ..rules.sampling import margin_of
from .words import points

HEIGHT, TOP, BOTTOM = 248, 16.0, 212.0  # in pixels
LEFT, RIGHT = 7.0, 78.0  # in percent
WORDS_END = 45.0  # how far the words about the needed answers reach


def chart(round: Round, curve: list[int], expected: Forecast, now: datetime) -> dict[str, Any]:
    """The picture of the forecast: positions in percent of its width and in pixels of its height."""
    days = max(1, (company_date(round.closes_at - timedelta(seconds=1)) - company_date(round.opens_at)).days + 1)
    top = _round_up(max(expected.high, round.needed, curve[-1] if curve else 0, 4))

    def x(number: float) -> float:
        return LEFT + (RIGHT - LEFT) * number / days

    def y(count: float) -> float:
        return BOTTOM - (BOTTOM - TOP) * count / top

    line = [(x(0), y(0))] + [(x(number), y(count)) for number, count in enumerate(curve, start=1)]
    now_x, now_y = line[-1]
    is_open = round.state == RoundState.OPEN and len(curve) < days
    low, high = y(max(0, expected.low)), y(expected.high)
    course = [*line, (RIGHT, y(expected.answers))]
    is_crossed = _height(course, WORDS_END) < y(round.needed) + 4
    return {
        "height": HEIGHT,
        "grid": [{"y": f"{y(top * part / 4):.1f}", "count": top * part // 4} for part in range(5)],
        "line": _path(line),
        "dash": _path([(now_x, now_y), (RIGHT, y(expected.answers))]) if is_open else "",
        "fan": _path([(now_x, now_y), (RIGHT, high), (RIGHT, low)]) if is_open else "",
        "now": {"x": f"{now_x:.2f}%", "y": f"{now_y:.1f}", "label": f"{now_y + (-10 if is_crossed else 20):.1f}"},
        "count": curve[-1] if curve else 0,
        "end": {
            "y": f"{y(expected.answers):.1f}",
            "above": f"{y(expected.answers) - 4:.1f}",
            "below": f"{y(expected.answers) + 12:.1f}",
            "words": f"{expected.answers} ± {expected.margin}" if expected.margin else str(expected.answers),
            "margin": points(margin_of(expected.answers, round.population)),
        },
        "is_open": is_open,
        "needed": {
            "y": f"{y(round.needed):.1f}",
            "x": RIGHT if is_crossed else LEFT,
            "anchor": "end" if is_crossed else "start",
            "label": f"{y(round.needed) + (16 if is_crossed else -6):.1f}",
            "words": _("%(needed)s needed, %(margin)s")
            % {"needed": round.needed, "margin": points(float(round.margin))},
        },
        "from": day(company_date(round.opens_at), now),
        "until": day(company_date(round.closes_at - timedelta(seconds=1)), now),
        "label": _("Complete answers: %(now)s so far, %(end)s expected, %(needed)s needed")
        % {"now": curve[-1] if curve else 0, "end": expected.answers, "needed": round.needed},
    }


def _height(course: list[tuple[float, float]], at: float) -> float:
    """Where the course is at this x, by straight lines between its points."""
    for (x1, y1), (x2, y2) in pairwise(course):
        if x1 <= at <= x2 and x2 > x1:
            return y1 + (y2 - y1) * (at - x1) / (x2 - x1)
    return course[-1][1]


def _path(pairs: list[tuple[float, float]]) -> str:
    return " ".join(f"{x:.2f},{y:.1f}" for x, y in pairs)


def _round_up(count: int) -> int:
    """A round number that is divisible by four, at least `count`."""
    step = 4
    while step * 5 < count:
        step *= 5 if str(step)[0] == "4" else 2
    return -(-count // step) * step
