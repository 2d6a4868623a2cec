"""Reads the cells of tables: what people write there, converted to what form fields take."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, time
from functools import cache
from typing import Any

from django.conf import settings
from django.db.models import Choices, Model, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext, override

from aftersales.kernel.moments import read_moment


def moment_of(text: str) -> datetime | None:
    """The moment that a cell means, in the company's time zone if the text names none; a day means its beginning."""
    found = read_moment(text)
    if found is None:
        return None
    moment = found if isinstance(found, datetime) else datetime.combine(found, time())
    try:
        return moment.astimezone(UTC) if timezone.is_aware(moment) else timezone.make_aware(moment)
    except OverflowError:
        return None


def day_of(text: str) -> Any:
    """The day that a cell means, in the company's time zone. An unreadable text is returned unchanged, so that the form
    refuses it."""
    found = read_moment(text)
    if not isinstance(found, datetime):
        return found or text
    try:
        return (timezone.localtime(found) if timezone.is_aware(found) else found).date()
    except OverflowError:
        return text


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
