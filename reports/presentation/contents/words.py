"""Words in both languages at once, for a snapshot."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.conf import settings
from django.utils.translation import get_language, override, pgettext
from django.utils.translation import gettext as _

from aftersales.web.figures import listed, money
from aftersales.web.moments import MONTHS
from surveys.rules.quarters import quarter_name, quarter_of

from ...rules.contents import Words
from ...rules.periods import Span

LANGUAGES = [code for code, _name in settings.LANGUAGES]


def both(make: Callable[[], Any]) -> dict[str, str]:
    """What `make` returns in each language."""
    found = {}
    for language in LANGUAGES:
        with override(language):
            found[language] = str(make())
    return found


def label(value: Any) -> dict[str, str]:
    """The label of a choice, the name of a place or product, or a lazy text."""
    return both(lambda: value.label if hasattr(value, "label") and hasattr(value, "value") else value)


def said(text: Any, /, **params: Any) -> dict[str, str]:
    """A lazy text with its params, which may be words in both languages themselves."""
    return both(lambda: str(text) % {name: here(value) for name, value in params.items()})


def here(value: Any) -> Any:
    """The words of the active language."""
    if isinstance(value, Mapping):
        return value.get(str(get_language()), "")
    return value


def joined(words: Iterable[Words]) -> dict[str, str]:
    """A list of words: First reply, Solution; 首次回复、解决问题."""
    parts = list(words)
    return both(lambda: listed(here(one) for one in parts))


def period_words(period: Span, rhythm: str) -> dict[str, str]:
    """October 2026, Q3 2026, 2026."""
    if rhythm == "quarter":
        return both(lambda: quarter_name(quarter_of(period.first)))
    if rhythm == "year":
        return both(lambda: pgettext("period", "%(year)s") % {"year": period.first.year})
    parts = {"year": period.first.year, "month": MONTHS[period.first.month - 1]}
    return both(lambda: pgettext("period", "%(month)s %(year)s") % parts)


def short_period(period: Span, rhythm: str) -> dict[str, str]:
    """The period below a point of a chart: Oct, Q3 26."""
    if rhythm == "quarter":
        number, year = (period.first.month + 2) // 3, f"{period.first:%y}"
        return both(lambda: pgettext("short", "Q%(number)s %(year)s") % {"number": number, "year": year})
    if rhythm == "year":
        return both(lambda: period.first.year)
    return both(lambda: MONTHS[period.first.month - 1])


def written(value: Any, unit: str) -> str:
    """A figure as it is written in the active language."""
    if value is None or value == "":
        return "–"
    if unit == "money":
        return money(value)
    if unit == "percent":
        return f"{value:.1f}%"
    if unit in ("score", "hours", "days", "rate"):
        return f"{value:z,.1f}".replace("-", "−")
    if unit == "count":
        return f"{value:,}"
    return str(value)


def change_written(value: Any, before: Any, unit: str) -> str:
    """The difference with its sign; of a percentage in points."""
    if value is None or before is None:
        return ""
    difference = float(value) - float(before)
    sign = "+" if difference > 0 else "−" if difference < 0 else "±"
    size = abs(difference)
    if unit == "money":
        return f"{sign}{money(f'{size:.2f}')}"
    if unit == "count":
        return f"{sign}{size:,.0f}"
    if unit == "percent":
        return _("%(size)s points") % {"size": f"{sign}{size:.1f}"}
    return f"{sign}{size:,.1f}"
