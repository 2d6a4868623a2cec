"""Words in both languages at once, for a snapshot."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.conf import settings
from django.utils.translation import get_language, gettext_lazy, override, pgettext
from django.utils.translation import gettext as _

from aftersales.web.figures import listed, money
from aftersales.web.moments import MONTHS
from surveys.rules.quarters import quarter_name, quarter_of

from ...rules.contents import Words
from ...rules.periods import Span

LANGUAGES = [code for code, _name in settings.LANGUAGES]
NO_CHANGE = gettext_lazy("no change")
HIDDEN = gettext_lazy("hidden")  # in the place of a figure
PLACE = re.compile(r"%(?:\((\w+)\)s|%)")
# Between these, Chinese sets a space: 比 2026 年 9 月多 40 件.
HAN, LATIN = re.compile(r"[\u3400-\u9fff]"), re.compile(r"[A-Za-z0-9¥%‰+−±]")


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
    return both(lambda: filled(str(text), {name: str(here(value)) for name, value in params.items()}))


def filled(text: str, params: Mapping[str, str]) -> str:
    """A text with its params, and in Chinese a space where a param meets a letter or digit of the other kind. What is
    inside of a param stays as it is."""
    found = ""
    for place, part in enumerate(_parts(text, params)):
        meets = place and found and part and _is_joint(found[-1], part[0])
        found += f" {part}" if meets else part
    return found


def _parts(text: str, params: Mapping[str, str]) -> Iterable[str]:
    end = 0
    for place in PLACE.finditer(text):
        yield text[end : place.start()]
        yield params[place[1]] if place[1] else "%"
        end = place.end()
    yield text[end:]


def _is_joint(left: str, right: str) -> bool:
    return bool((HAN.match(left) and LATIN.match(right)) or (LATIN.match(left) and HAN.match(right)))


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


# Of units whose figures are written as plain numbers.
DECIMALS = {"percent": 1, "score": 1, "hours": 1, "days": 1, "rate": 1, "scale": 2}


def written(value: Any, unit: str) -> str:
    """A figure as it is written in the active language."""
    if value is None or value == "":
        return "–"
    if unit == "money":
        return money(value)
    if isinstance(value, str):
        return value
    if unit == "percent":
        return f"{value:.1f}%"
    if unit in DECIMALS:
        return f"{value:z,.{DECIMALS[unit]}f}".replace("-", "−")
    if unit == "count":
        return f"{value:,}"
    return str(value)


def change_written(value: Any, before: Any, unit: str) -> str:
    """The difference of the written figures with its sign; of a percentage in points."""
    if value is None or before is None:
        return ""
    difference = round(float(value) - float(before), 2 if unit == "money" else DECIMALS.get(unit, 0))
    if not difference:
        return str(NO_CHANGE)
    sign, size = "+" if difference > 0 else "−", abs(difference)
    if unit == "money":
        return f"{sign}{money(f'{size:.2f}')}"
    if unit == "percent":
        return _("%(size)s points") % {"size": f"{sign}{size:.1f}"}
    return f"{sign}{size:,.{DECIMALS.get(unit, 0)}f}"
