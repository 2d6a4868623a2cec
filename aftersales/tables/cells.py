"""Reads the cells of tables: what people write there, converted to what form fields take."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any

from django.conf import settings
from django.db.models import Choices, Model, Q, QuerySet
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext, override

YES = {"是", "yes", "y", "true", "1", "√"}
# Excel counts days from here; a number of five digits in a date field is such a count (1954 to 2118).
FIRST_DAY = datetime.combine(date(1899, 12, 30), time())
SERIALS = range(20_000, 80_000)
_SERIAL = re.compile(r"\d{5}(\.\d+)?")
_COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})(?!\d)")
_PARTED = re.compile(r"(?<=\d)[/.年月](?=\d)")


def moment_of(text: str) -> datetime | date | None:
    """Reads 2026-11-20, 2026/1/2 14:30, 2026.1.2, 2026年11月20日, 20261120, 46346 (as Excel counts days)."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if _SERIAL.fullmatch(plain):
        return from_serial(float(plain)) if int(float(plain)) in SERIALS else None
    plain = _PARTED.sub("-", _COMPACT.sub(r"\1-\2-\3", plain)).replace("日", " ").strip()
    try:
        return parse_date(plain) or parse_datetime(plain)
    except ValueError:
        return None


def from_serial(days: float) -> datetime | date:
    """A moment as Excel counts it, to the second; a whole number is a day."""
    found = FIRST_DAY + timedelta(seconds=round(days * 86_400))
    return found.date() if found.time() == time() else found


def day_of(text: str) -> Any:
    """The day that a cell means. An unreadable text is returned unchanged, so that the form refuses it."""
    found = moment_of(text)
    return found.date() if isinstance(found, datetime) else found or text


@cache
def words_of(choices: type[Choices], *, without: str = "") -> dict[str, str]:
    """The choices by their values and by their labels in both languages. without: an English word whose translation a
    label may lack: 重要 means 重要客户."""
    found: dict[str, str] = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            for value, label in choices.choices:
                short = str(label).removesuffix(gettext(without)) if without else value
                for word in (value, str(label), short):
                    found.setdefault(word.casefold(), value)
    return found


def rows_named(rows: QuerySet[Any], by: Iterable[str], texts: Iterable[str]) -> dict[str, Model]:
    """Which row each text names. The columns are tried in order; one query for all texts."""
    asked, columns = set(texts) - {""}, list(by)
    if not asked:
        return {}
    wanted = Q()
    for column in columns:
        wanted |= Q(**{f"{column}__in": asked})
    found: dict[str, Model] = {}
    known = list(rows.filter(wanted))
    for column in columns:
        for row in known:
            if (name := getattr(row, column)) in asked:
                found.setdefault(name, row)
    return found
