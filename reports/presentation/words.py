"""Figures of metrics in words: the value, what it is compared with, and the period."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aftersales.web.figures import money
from aftersales.web.moments import MONTHS
from surveys.rules.quarters import quarter_name

from ..enums import Unit
from ..queries.metrics import Figure, Told
from ..rules.asked import OWN, Asked
from ..rules.metric import Metric, rounded
from ..rules.moves import Move
from .page import days_of

NONE = "–"
ARROWS = {"up": "↑", "down": "↓", "": ""}
# How sure a change is, in every sentence about it.
VERDICTS = {
    "significant": gettext_lazy("significant"),
    "usual": gettext_lazy("within the usual"),
    "unknown": gettext_lazy("can’t be judged"),
    "": "",
}
# What the verdicts mean, below every page that has them.
CERTAINTY = gettext_lazy(
    "“Significant” means that the change is unlikely to be chance: below 5% over all figures of this page together, "
    "corrected by Holm’s method. “Within the usual” means that chance explains it. Another page judges other figures "
    "together and may say otherwise of the same change; the page of a metric lists what each of them says."
)
TONES = {"good": "s-done", "bad": "s-late", "": ""}


def number(metric: Metric, value: Decimal | None) -> str:
    """The digits of a value, without its unit."""
    shown = rounded(metric, value)
    if shown is None:
        return NONE
    return f"{shown:,}".replace("-", "−")


def value_text(metric: Metric, value: Decimal | None) -> str:
    """A value with its unit: 96.8%, ¥182,340.00, 4.6‰."""
    shown = rounded(metric, value)
    if shown is None:
        return NONE
    if metric.unit in (Unit.MONEY, Unit.MONEY_PER):
        return money(shown, "short")
    unit = {Unit.PERCENT: "%", Unit.PER_THOUSAND: "‰"}.get(Unit(metric.unit), "")
    return number(metric, shown) + unit


def figure_text(figure: Figure) -> str:
    """The value of a figure with its margin; "hidden" if there are too few answers."""
    if figure.hidden:
        return _("hidden")
    text = value_text(figure.metric, figure.value)
    return f"{text} ± {figure.margin:.1f}" if figure.margin is not None else text


def main_url(figure: Figure) -> str:
    """The rows that the value itself opens: those that were counted, of a share or a mean its denominator."""
    return (figure.base if figure.metric.denominator else figure.rows).url


def linked(text: str, url: str) -> SafeString:
    """A figure as a link to its rows."""
    if not url:
        return format_html('<b class="c-fig">{}</b>', text)
    return format_html('<a class="c-fig" href="{}">{}</a>', url, text)


def change_text(metric: Metric, move: Move) -> str:
    """How much a figure changed, for example "0.4 points"."""
    size = abs(move.change)
    if metric.unit == Unit.PERCENT:
        return _("%(change)s points") % {"change": f"{size:,}"}
    return value_text(metric, size)


def period_name(code: str, asked_span: Any) -> str:
    """Nov 2026, Q4 2026, 2026, or the days."""
    if code == OWN:
        return days_with_year(asked_span)
    if "Q" in code:
        return quarter_name(code)
    year, _dash, month = code.partition("-")
    return _("%(month)s %(year)s") % {"month": MONTHS[int(month) - 1], "year": year} if month else year


def days_with_year(span: Any) -> str:
    return f"{span.first.isoformat()} – {span.last.isoformat()}"


def now_name(asked: Asked) -> str:
    name = period_name(asked.code, asked.days)
    return name if asked.is_whole else _("%(period)s to date") % {"period": name}


def against_name(asked: Asked) -> str:
    name = period_name(asked.against_period, asked.against)
    return _("%(period)s, same days") % {"period": name} if asked.same_days else name


def subtitle(asked: Asked) -> str:
    return f"{now_name(asked)}{_(', ')}{days_of(asked.days)}"


def comparison(told: Told, asked: Asked) -> SafeString | str:
    """The second line of an answer: the other value with its rows, the arrow, and whether chance explains it."""
    figure = told.figure
    if told.against is None:
        return _("as of today")
    name = against_name(asked)
    if told.against.hidden:
        return _("too few to show in %(period)s") % {"period": name}
    if told.against.value is None:
        return _("nothing to compare with in %(period)s") % {"period": name}
    earlier = linked_small(figure_text(told.against), main_url(told.against))
    said = format_html(_("{value} in {period}"), value=earlier, period=name)
    move = told.move
    if move is None or not move.direction:
        return format_html("{}{}{}", said, _(", "), _("no change"))
    arrow = format_html(
        '<span class="r-arrow {}">{} {}</span>',
        TONES[move.tone],
        ARROWS[move.direction],
        change_text(figure.metric, move),
    )
    sure = str(VERDICTS[move.verdict])
    return format_html("{}{}{}{}", said, _(", "), arrow, format_html("{}{}", _(", "), sure) if sure else "")


def linked_small(text: str, url: str) -> SafeString | str:
    return format_html('<a href="{}">{}</a>', url, text) if url else text
