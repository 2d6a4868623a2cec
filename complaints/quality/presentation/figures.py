"""The complaint rates of a measured action, before and after, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from aftersales.store.dates import company_date
from aftersales.web.figures import sentences
from aftersales.web.moments import moment

from ..enums import ActionState
from ..models import Action
from ..queries.rates import before_and_after
from ..rules.rates import Figure, meets, ratio
from .common import ENDED


def plain(value: Decimal) -> str:
    """A rate without needless zeros: 2.2, 0.75, 10."""
    return f"{value:f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else f"{value:f}"


@dataclass(frozen=True)
class FigureText:
    """A rate in words: count and units beside it, so that a small count is not read as more than it is."""

    label: str
    rate: str
    counts: str
    interval: str


@dataclass(frozen=True)
class Comparison:
    """The figures of a measured action. verdict, tone: what they say of the target. caution: why they say little."""

    target: str
    rows: list[FigureText]
    verdict: str
    tone: str
    caution: str


FEW = 10


def comparison(action: Action, now: datetime) -> Comparison | None:
    """The figures before and after: as stored with the judgement, or as they are now. None if it is not measured."""
    found = _figures(action, now)
    if found is None or action.target_rate is None:
        return None
    before, after = found
    rows = [_text(_("Before"), before)]
    verdict, tone, caution = "", "", ""
    if after is not None:
        over = action.figures is not None or (action.judge_on is not None and action.judge_on <= company_date(now))
        rows.append(_text(_("After") if over else _("After, so far"), after))
        verdict, tone = _verdict(after, action.target_rate)
        caution = _caution(before, after)
    return Comparison(plain(action.target_rate), rows, verdict, tone, caution)


def _figures(action: Action, now: datetime) -> tuple[Figure, Figure | None] | None:
    if action.figures and action.state in (*ENDED, ActionState.INEFFECTIVE):
        stored = action.figures
        return Figure(**stored["before"]), Figure(**stored["after"]) if stored["after"] else None
    return before_and_after(action, now)


def stored_figure(action: Action) -> str:
    """The rates before and after that stand with the judgement, in one line."""
    return figure_line(action.figures, action.state)


def figure_line(stored: Mapping[str, Any] | None, state: str) -> str:
    """The rates of a judgement that were stored with it, in one line."""
    if not stored or state not in (*ENDED, ActionState.INEFFECTIVE) or not stored["after"]:
        return ""
    before, after = Figure(**stored["before"]), Figure(**stored["after"])
    facts = {
        "before": _rate(before),
        "after": _rate(after),
        "first": before.complaints,
        "second": after.complaints,
    }
    return _("%(before)s → %(after)s per 1,000 a week (%(first)s → %(second)s complaints)") % facts


def target_text(rate: Decimal, product: str, batch: str) -> str:
    """The rate that a measured action must reach, in one sentence. product: its code."""
    facts = {"product": product, "batch": batch, "rate": plain(rate)}
    if batch:
        return _("Complaints per 1,000 units of %(product)s %(batch)s and week: at most %(rate)s") % facts
    return _("Complaints per 1,000 units of %(product)s and week: at most %(rate)s") % facts


def _rate(figure: Figure) -> str:
    return plain(figure.rate) if figure.rate is not None else "–"


def _text(label: str, figure: Figure) -> FigureText:
    counts = _("Complaints: %(complaints)s, units: %(units)s, %(first)s to %(last)s") % {
        "complaints": figure.complaints,
        "units": f"{figure.units:,}",
        "first": moment(date.fromisoformat(figure.first)),
        "last": moment(date.fromisoformat(figure.last)),
    }
    interval = figure.interval
    shown = ""
    if interval is not None:
        shown = _("95%% interval %(low)s to %(high)s") % {"low": plain(interval[0]), "high": plain(interval[1])}
    return FigureText(label, _rate(figure), counts, shown)


def _verdict(after: Figure, target: Decimal) -> tuple[str, str]:
    """Whether the rate after meets the target. It is only certain when the whole interval does."""
    held = meets(after, target)
    if held is None or after.interval is None:
        return _("No unit of it was in use, so there is no rate."), "due"
    low, high = after.interval
    if held:
        if high <= target:
            return _("Meets the target."), "done"
        return _("Meets the target, but by chance it may also lie above it."), "due"
    if low > target:
        return _("Does not meet the target."), "late"
    return _("Does not meet the target, but by chance it may also lie below it."), "due"


def _caution(before: Figure, after: Figure) -> str:
    """What small counts allow to say of the change."""
    if not before.complaints:
        return _("There were no complaints before, so nothing can be compared.")
    found = ratio(before, after)
    if found is None:
        return ""
    times, low, high = found
    facts = {"times": plain(times), "low": plain(low), "high": plain(high) if high is not None else "∞"}
    said = _("The rate is %(times)s times that before (95%% interval %(low)s to %(high)s).") % facts
    if before.complaints + after.complaints < FEW:
        said = sentences(said, _("With so few complaints this says little."))
    return said
