"""How moments and spans of time are written, in both languages and in the company's time zone."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

WEEKDAYS = (
    pgettext_lazy("weekday", "Mon"),
    pgettext_lazy("weekday", "Tue"),
    pgettext_lazy("weekday", "Wed"),
    pgettext_lazy("weekday", "Thu"),
    pgettext_lazy("weekday", "Fri"),
    pgettext_lazy("weekday", "Sat"),
    pgettext_lazy("weekday", "Sun"),
)
MONTHS = (
    pgettext_lazy("month", "Jan"),
    pgettext_lazy("month", "Feb"),
    pgettext_lazy("month", "Mar"),
    pgettext_lazy("month", "Apr"),
    pgettext_lazy("month", "May"),
    pgettext_lazy("month", "Jun"),
    pgettext_lazy("month", "Jul"),
    pgettext_lazy("month", "Aug"),
    pgettext_lazy("month", "Sep"),
    pgettext_lazy("month", "Oct"),
    pgettext_lazy("month", "Nov"),
    pgettext_lazy("month", "Dec"),
)
MINUTE, HOUR, DAY = 60, 3600, 86400


def _here(value: date) -> date:
    """A moment in the company's time zone; a date is returned unchanged."""
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value


def _day_of(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value


def _today(now: datetime | None) -> date:
    return _day_of(_here(now or timezone.now()))


def unbroken(text: str) -> str:
    """The same with spaces at which no line ends, so that 12 月 8 is not parted from 日."""
    return text.replace(" ", "\u00a0")


def moment(value: date | None, now: datetime | None = None) -> str:
    """As in a record: 11-18 09:12, in another year 2025-11-18 09:12; a date always has its year."""
    if not value:
        return ""
    value = _here(value)
    if not isinstance(value, datetime):
        return value.isoformat()
    return value.strftime("%m-%d %H:%M" if value.year == _today(now).year else "%Y-%m-%d %H:%M")


def on_paper(value: datetime | None) -> str:
    """2026-11-18 09:12, always with the year, because paper is read years later."""
    return _here(value).strftime("%Y-%m-%d %H:%M") if value else ""


def day(value: date | None, now: datetime | None = None) -> str:
    """As in a sentence, never broken: Fri 20 Nov, 11 月 20 日 周五; in another year as in a record."""
    if not value:
        return ""
    value = _here(value)
    if value.year != _today(now).year:
        return value.strftime("%Y-%m-%d")
    parts = {"weekday": WEEKDAYS[value.weekday()], "day": value.day, "month": MONTHS[value.month - 1]}
    return unbroken(_("%(weekday)s %(day)s %(month)s") % parts)


def short_when(value: date | None, now: datetime | None = None) -> str:
    """15:00 today, Mon 10:00 within the week, Fri 4 Dec later, 11-18 09:12 for past moments."""
    if not value:
        return ""
    value = _here(value)
    timed = isinstance(value, datetime)
    days = (_day_of(value) - _today(now)).days
    if days == 0:
        return value.strftime("%H:%M") if timed else _("today")
    if 0 < days < 7:
        weekday = str(WEEKDAYS[value.weekday()])
        return unbroken(f"{weekday} {value:%H:%M}") if timed else weekday
    return day(value, now) if days > 0 or not timed else moment(value, now)


def span(value: timedelta | float | None) -> str:
    """A length of time in its two largest units: 2 min 10 s, 5 h 20 min, 3 d."""
    if value in (None, ""):
        return ""
    seconds = int(abs(value.total_seconds() if isinstance(value, timedelta) else value))
    if seconds < MINUTE:
        return _("%(n)s s") % {"n": seconds}
    if seconds < HOUR:
        rest = seconds % MINUTE if seconds < 10 * MINUTE else 0
        return _two(_("%(n)s min") % {"n": seconds // MINUTE}, _("%(n)s s"), rest)
    if seconds < DAY:
        minutes = seconds % HOUR // MINUTE if seconds < 10 * HOUR else 0
        return _two(_("%(n)s h") % {"n": seconds // HOUR}, _("%(n)s min"), minutes)
    hours = seconds % DAY // HOUR if seconds < 3 * DAY else 0
    return _two(_("%(n)s d") % {"n": seconds // DAY}, _("%(n)s h"), hours)


def _two(large: str, unit: str, rest: int) -> str:
    return f"{large} {unit % {'n': rest}}" if rest else large


def time_to(due: datetime | None, now: datetime | None = None) -> str:
    """28 min: the time until then, to the minute."""
    if not due:
        return ""
    minutes = abs((due - (now or timezone.now())).total_seconds()) // MINUTE
    return span(max(minutes, 1) * MINUTE)


def time_left(due: datetime | None, now: datetime | None = None) -> str:
    """28 min left, 42 min late."""
    if not due:
        return ""
    left = due >= (now or timezone.now())
    return (_("%(span)s left") if left else _("%(span)s late")) % {"span": time_to(due, now)}
