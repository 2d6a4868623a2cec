"""How figures are written and drawn: money, shares, phone numbers, sparklines and bars."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from typing import Any

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

# A Chinese stop, with the ends of elements that close after it, and the space behind.
AFTER_STOP = re.compile(r"(?<=[。！？；：，])((?:</\w+>)*)\s+")


def sentences(*said: str) -> str:
    """Joins sentences; in Chinese without a space."""
    return ("" if (get_language() or "").startswith("zh") else " ").join(filter(None, said))


def joined(text: str) -> str:
    """The same for text that holds several sentences already: in Chinese without the spaces between them."""
    return AFTER_STOP.sub(r"\1", text) if (get_language() or "").startswith("zh") else text


def listed(parts: Iterable[Any]) -> str:
    """Joins words of a list: First reply, Solution; 首次回复、解决问题."""
    return pgettext("enumeration", ", ").join(str(part) for part in parts if part not in (None, ""))


def days(count: int) -> str:
    """A number of days in words: 1 day, 180 days; 1 天、180 天."""
    return _("1 day") if count == 1 else _("%(days)s days") % {"days": count}


def money(amount: Decimal | int | str | None, style: str = "") -> str:
    """¥12,860.00; "short" drops the cents of a whole amount."""
    if amount in (None, ""):
        return ""
    value = Decimal(str(amount)).quantize(Decimal("0.01"), ROUND_HALF_UP)
    whole = style == "short" and value == value.to_integral_value()
    sign, places = ("−" if value < 0 else ""), (0 if whole else 2)
    return f"{sign}¥{abs(value):,.{places}f}"


def percent(share: float | Decimal | None, places: int = 1) -> str:
    """0.968 → 96.8%."""
    return "" if share in (None, "") else f"{float(share) * 100:.{places}f}%"


def phone(number: str | None) -> str:
    """A mobile number in groups; other numbers unchanged."""
    text = str(number or "")
    return f"{text[:3]} {text[3:7]} {text[7:]}" if text.isdigit() and len(text) == 11 else text


def polyline(values: Iterable[float | Decimal | None] | None, *, width: int, height: int, margin: int) -> str:
    """The values as an SVG path, the lowest at the bottom; "" for fewer than two values."""
    points = [float(value) for value in values or () if value is not None]
    if len(points) < 2:
        return ""
    low, high = min(points), max(points)
    span, room = (high - low) or 1, height - 2 * margin
    step = width / (len(points) - 1)
    drawn = (f"{i * step:.1f} {height - margin - (value - low) / span * room:.1f}" for i, value in enumerate(points))
    return "M" + " L".join(drawn)


def sla_target_bar(
    *,
    started: datetime,
    due: datetime,
    now: datetime,
    pauses: Sequence[tuple[datetime, datetime | None]] = (),
    reminders: Sequence[datetime] = (),
) -> dict:
    """An SLA target as rectangles of a bar 100 wide: running, paused, breached, with a tick for each reminder."""
    end = max(due, now)
    whole = (end - started).total_seconds() or 1

    def at(moment: datetime) -> float:
        return round(min(max((moment - started).total_seconds() / whole * 100, 0), 100), 2)

    edges = {started, min(now, due), now}
    stops = [(start, min(stop or now, now)) for start, stop in pauses if start < now]
    edges.update(edge for stop in stops for edge in stop if started <= edge <= now)
    parts = []
    for left, right in pairwise(sorted(edge for edge in edges if edge >= started)):
        stopped = any(start <= left and right <= stop for start, stop in stops)
        name = "stop" if stopped else "over" if left >= due else "run"
        parts.append({"kind": name, "x": at(left), "width": round(at(right) - at(left), 2)})
    passed = min(max((now - started).total_seconds() / ((due - started).total_seconds() or 1), 0), 1)
    return {"parts": parts, "ticks": [at(moment) for moment in reminders], "passed": percent(passed, 0)}
