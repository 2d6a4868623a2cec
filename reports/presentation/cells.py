"""The charts below the five answers, each with the number of the question that it explains."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from aftersales.web.figures import sentences

from ..enums import View
from ..queries.dashboard import DashboardPage
from ..queries.metrics import Told
from . import drawn
from .cell import OFF_ZERO, Cell, Maker, number_of
from .cells_quality import by_batch, by_product, cost_bridge
from .cells_rounds import drivers, funnel
from .cells_service import arrivals, by_channel, replies_by_region, survey_funnel, visited_by_region
from .questions import COST, LATE, PROMISES, RISING, UNHAPPY, Answer
from .words import value_text


def cells_of(page: DashboardPage, answers: Sequence[Answer]) -> list[Cell]:
    """The charts of the dashboard; one without figures is left out."""
    by_key = {answer.key: answer for answer in answers}
    made = [maker(page, by_key.get(key)) for key, maker in CELLS[page.view]]
    return [cell for cell in made if cell is not None]


def _trend_of(code: str, wide: bool = False) -> Maker:
    def made(page: DashboardPage, answer: Answer | None) -> Cell | None:
        told = page.told.get(code)
        if told is None or len([value for value in told.history if value is not None]) < 2:
            return None
        metric, names = told.figure.metric, series_names(page)
        target = _("target %(target)s") % {"target": f"{metric.target:g}%"} if metric.target else ""
        finding = _trend_finding(told, names)
        return Cell(number_of(answer), str(metric.name), finding, drawn.trend(told, names, finding, target), wide=wide)

    return made


def _trend_finding(told: Told, names: Sequence[str]) -> str:
    """The highest and the lowest of the twelve values, and where the axis starts if not at 0."""
    metric = told.figure.metric
    known = [(value, names[n]) for n, value in enumerate(told.history) if value is not None]
    (low, low_name), (high, high_name) = min(known), max(known)
    facts = {
        "high": value_text(metric, high),
        "high_name": high_name,
        "low": value_text(metric, low),
        "low_name": low_name,
    }
    text = _("Highest %(high)s (%(high_name)s), lowest %(low)s (%(low_name)s).") % facts
    if metric.unit in OFF_ZERO:
        text = sentences(text, _("The axis does not start at 0."))
    return text


def series_names(page: DashboardPage) -> list[str]:
    """Short names of the twelve periods: 26-11, 26Q4, 2026, or the first day."""
    kind = page.asked.kind
    spans = page.asked.series
    if kind == "month":
        return [f"{span.first:%y-%m}" for span in spans]
    if kind == "quarter":
        return [f"{span.first:%y}Q{(span.first.month + 2) // 3}" for span in spans]
    return [str(span.first.year) for span in spans] if kind == "year" else [f"{span.first:%m-%d}" for span in spans]


CELLS: dict[str, tuple[tuple[str, Maker], ...]] = {
    View.EXECUTIVE: (
        (RISING, by_batch),
        (PROMISES, replies_by_region),
        (UNHAPPY, _trend_of("satisfaction_index")),
        (COST, cost_bridge),
        (PROMISES, visited_by_region),
        (UNHAPPY, drivers),
    ),
    View.GM: (
        (COST, cost_bridge),
        (RISING, by_product),
        (PROMISES, _trend_of("promises_kept", wide=True)),
        (UNHAPPY, _trend_of("satisfaction_index")),
        (UNHAPPY, drivers),
    ),
    View.MANAGER: (
        (RISING, arrivals),
        (PROMISES, replies_by_region),
        (PROMISES, _trend_of("first_reply_in_time", wide=True)),
        (PROMISES, visited_by_region),
        (UNHAPPY, funnel),
        (RISING, by_product),
        (COST, cost_bridge),
    ),
    View.SERVICE: (
        (RISING, arrivals),
        (RISING, by_channel),
        (LATE, _trend_of("late_now", wide=True)),
        (PROMISES, replies_by_region),
        (UNHAPPY, survey_funnel),
        (PROMISES, visited_by_region),
    ),
    View.QUALITY: (
        (RISING, by_batch),
        (RISING, by_product),
        (RISING, _trend_of("complaints_per_thousand", wide=True)),
        (COST, cost_bridge),
        (PROMISES, _trend_of("investigations_in_time")),
    ),
}
