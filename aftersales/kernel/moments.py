"""Reads days and moments as people and programs write them.

    2026-11-20 · 2026/1/2 14:30 · 2026.1.2 · 2026年11月20日 下午 2:30 · 20261120 · 20 Nov 2026
    every form of ISO 8601, with its fraction and offset
    46346.5, as Excel counts days

Only the date is rewritten before it is parsed; the time and its offset have their own patterns. A text that can mean
two days (01/02/2026) or half a day (26-1-2) is refused, never guessed.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime, time, timedelta, timezone
from fractions import Fraction

# Excel counts days from here; a number of five digits in a date field is such a count (1954 to 2118).
FIRST_DAY = datetime.combine(date(1899, 12, 30), time())
SERIALS = range(20_000, 80_000)
LONGEST = 80
_SERIAL = re.compile(r"\d{5}(\.\d+)?", re.ASCII)
_MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july", "aug august",
         "sep sept september", "oct october", "nov november", "dec december"), 1)
    for name in names.split()
}  # fmt: skip
_WORD = "|".join(sorted(_MONTHS, key=len, reverse=True))
_FLAGS = re.ASCII | re.IGNORECASE
_DATES = tuple(
    re.compile(pattern, _FLAGS)
    for pattern in (
        r"(?P<y>\d{4}) ?年 ?(?P<m>\d{1,2}) ?月 ?(?P<d>\d{1,2}) ?[日号號]?",
        r"(?P<y>\d{4})(?P<sep>[-/.])(?P<m>\d{1,2})(?P=sep)(?P<d>\d{1,2})",
        r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})(?!\d)",
        r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})(?=(?:\d{4}|\d{6})$)",
        r"(?P<y>\d{4})-?W(?P<w>\d{2})-?(?P<wd>[1-7])",
        r"(?P<y>\d{4})-(?P<yd>\d{3})(?!\d)",
        rf"(?P<d>\d{{1,2}})[ -](?P<mon>{_WORD})\.?,?[ -](?P<y>\d{{4}})",
        rf"(?P<mon>{_WORD})\.? (?P<d>\d{{1,2}}),? (?P<y>\d{{4}})",
    )
)
_WEEKDAY = r"(?:,? ?\(?(?:星期|周|週|礼拜)[一二三四五六日天]\)?)?"
_MORNING, _EVENING, _NOON = ("凌晨", "清晨", "早上", "上午", "am"), ("下午", "傍晚", "晚上", "pm"), ("中午",)
_HALF = "|".join((*_MORNING, *_EVENING, *_NOON))
_TIME = re.compile(
    rf"{_WEEKDAY}(?P<gap>[ t]*)(?P<half>{_HALF})? ?"
    r"(?:(?P<h>\d{1,2})(?::(?P<mi>\d{1,2})(?::(?P<s>\d{1,2}))?)?(?:[.,](?P<f>\d+))?"
    r"|(?P<ch>\d{1,2}) ?[时点時點] ?(?:(?P<cmi>\d{1,2}) ?分?(?: ?(?P<cs>\d{1,2}) ?秒)?)?"
    r"|(?P<bh>\d{2})(?P<bmi>\d{2})(?P<bs>\d{2})?(?:[.,](?P<bf>\d+))?)"
    r" ?(?P<half2>am|pm)?"
    r" ?(?P<zone>z|utc|gmt|[-+−]\d{2}(?::?\d{2}(?::?\d{2}(?:\.\d{1,6})?)?)?)?",
    _FLAGS,
)
_OFFSET = re.compile(
    r"(?P<sign>[-+−])(?P<h>\d{2})(?::?(?P<m>\d{2})(?::?(?P<s>\d{2})(?:\.(?P<f>\d{1,6}))?)?)?", re.ASCII
)


def read_moment(text: str, *, counts: bool = True) -> datetime | date | None:
    """The moment that a text means: a date if it has no time, without a zone if it names none, else None.

    counts: whether a number of five digits is a moment as Excel counts it.
    """
    plain = " ".join(unicodedata.normalize("NFKC", text).split())
    if not plain or len(plain) > LONGEST:
        return None
    if _SERIAL.fullmatch(plain):
        return from_serial(float(plain)) if counts and int(float(plain)) in SERIALS else None
    for pattern in _DATES:
        if match := pattern.match(plain):
            try:
                return _with_time(_date(match.groupdict()), plain[match.end() :])
            except (ValueError, OverflowError):
                continue
    return None


def from_serial(days: float) -> datetime | date:
    """A moment as Excel counts it, to the second; a whole number is a day."""
    found = FIRST_DAY + timedelta(seconds=round(days * 86_400))
    return found.date() if found.time() == time() else found


def _date(found: dict[str, str | None]) -> date:
    year = int(found["y"] or 0)
    if found.get("w"):
        return date.fromisocalendar(year, int(found["w"] or 0), int(found["wd"] or 0))
    if found.get("yd"):
        day = date(year, 1, 1) + timedelta(days=int(found["yd"] or 0) - 1)
        if day.year != year or found["yd"] == "000":
            raise ValueError(found["yd"])
        return day
    month = _MONTHS[str(found["mon"]).casefold()] if found.get("mon") else int(found["m"] or 0)
    return date(year, month, int(found["d"] or 0))


def _with_time(day: date, rest: str) -> datetime | date:
    if not rest or re.fullmatch(_WEEKDAY, rest):
        return day
    match = _TIME.fullmatch(rest)
    if match is None:
        raise ValueError(rest)
    found = match.groupdict()
    bare = found["h"] is not None and found["mi"] is None
    if bare and not (found["half"] or found["half2"] or found["gap"].strip() or found["zone"]):
        raise ValueError(rest)  # 2026-01-02 8 is a slip of the pen
    hours, minutes, seconds = (found[f"{kind}h"] for kind in ("", "c", "b")), ("mi", "cmi", "bmi"), ("s", "cs", "bs")
    hour = int(next(filter(None, hours)))
    passed = _passed(
        _hour(hour, (found["half"] or found["half2"] or "").casefold()),
        next((found[name] for name in minutes if found[name]), None),
        next((found[name] for name in seconds if found[name]), None),
        found["f"] or found["bf"],
    )
    moment = datetime.combine(day, time()) + passed
    return moment.replace(tzinfo=_zone(found["zone"])) if found["zone"] else moment


def _hour(hour: int, half: str) -> int:
    if not half:
        return hour
    if (half == "晚上" and (hour < 5 or hour == 12)) or (half in ("清晨", "早上") and hour == 12):
        raise ValueError(half)  # 晚上 12:30 may be half past midnight of either day
    if half in _MORNING:
        if hour > 12:
            raise ValueError(half)
        return hour % 12
    if half in _NOON:
        return hour + 12 if hour < 3 else hour
    return hour + 12 if hour < 12 else hour


def _passed(hour: int, minute: str | None, second: str | None, fraction: str | None) -> timedelta:
    """The time since midnight. A fraction belongs to the last part that is written (ISO 8601)."""
    minutes, seconds = int(minute or 0), int(second or 0)
    if minutes > 59 or seconds > 59 or hour > 24 or (hour == 24 and (minutes or seconds or int(fraction or 0))):
        raise ValueError(hour)
    unit = 1 if second else 60 if minute else 3600
    micro = int(Fraction(f"0.{fraction}") * unit * 1_000_000) if fraction else 0
    return timedelta(hours=hour, minutes=minutes, seconds=seconds, microseconds=micro)


def _zone(text: str) -> timezone:
    match = _OFFSET.fullmatch(text)
    if match is None:
        return UTC
    if int(match["m"] or 0) > 59 or int(match["s"] or 0) > 59:
        raise ValueError(text)
    offset = timedelta(
        hours=int(match["h"]),
        minutes=int(match["m"] or 0),
        seconds=int(match["s"] or 0),
        microseconds=int((match["f"] or "0").ljust(6, "0")),
    )
    return timezone(offset if match["sign"] == "+" else -offset)
