"""Changes of records, read from their history: who, when, which values, and why.

The caller provides the histories and the labels. The number of queries does not depend on the number of rows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import ForeignKey, Model, QuerySet
from django.utils.translation import gettext as _

from .figures import money
from .moments import moment

LIMIT = 1000  # history rows of one model; older ones are only in the database
LONGEST = 300
NOTHING = "–"


@dataclass(frozen=True)
class Source:
    """rows: history rows of one model. noun: returns the name of the record of a row. fields: name → label of the
    fields that are shown. words: name → function that returns the text of a coded value."""

    rows: QuerySet[Any]
    noun: Callable[[Any], str]
    fields: Mapping[str, Any]
    words: Mapping[str, Callable[[Any], str]] = field(default_factory=dict)


@dataclass(frozen=True)
class ChangedValue:
    field: str
    label: str
    before: str
    after: str


@dataclass
class Change:
    """kind: "+" created, "~" changed, "-" deleted. by is None if the system did it."""

    at: datetime
    by: Any
    kind: str
    model: str
    noun: str
    reason: str
    lines: list[ChangedValue] = field(default_factory=list)


def changes(sources: Iterable[Source], reason_of: Callable[[str], str]) -> list[Change]:
    """Newest first, without rows in which no shown field changed."""
    made = told([(source, row, before) for source in sources for row, before in _pairs(source)], reason_of)
    understood = [change for change in made if change.lines or change.kind != "~"]
    return sorted(understood, key=lambda change: change.at, reverse=True)


def told(found: Sequence[tuple[Source, Any, Any]], reason_of: Callable[[str], str]) -> list[Change]:
    """A Change for each history row (with its source and the previous row, or None), in the same order."""
    names = _names(found)
    return [_change(source, row, before, names, reason_of) for source, row, before in found]


def _pairs(source: Source) -> list[tuple[Any, Any]]:
    """Each history row with the previous one of the same record, newest first."""
    rows = list(source.rows.select_related("history_user").order_by("-history_id")[:LIMIT])
    later: dict[Any, int] = {}
    before: list[Any] = [None] * len(rows)
    for place, row in enumerate(rows):
        if (place_after := later.get(row.id)) is not None:
            before[place_after] = row
        later[row.id] = place
    return list(zip(rows, before, strict=True))


def _change(
    source: Source, row: Any, before: Any, names: dict[type[Model], dict[Any, str]], reason_of: Callable[[str], str]
) -> Change:
    change = Change(
        at=row.history_date,
        by=row.history_user,
        kind=row.history_type,
        model=row.instance_type._meta.model_name,
        noun=source.noun(row),
        reason=reason_of(row.history_change_reason or ""),
    )
    if row.history_type == "-" or (row.history_type == "~" and before is None):
        return change
    for name, label in source.fields.items():
        model_field = row._meta.get_field(name)
        new = getattr(row, model_field.attname)
        old = getattr(before, model_field.attname) if before is not None else None
        if new == old or (before is None and new in (None, "", False)):
            continue
        say = source.words.get(name)
        shown = (say(v) if say and v is not None else _shown(model_field, v, names) for v in (old, new))
        change.lines.append(ChangedValue(name, str(label), *shown))
    return change


def _names(found: Sequence[tuple[Source, Any, Any]]) -> dict[type[Model], dict[Any, str]]:
    """The names of the records that foreign keys refer to, one query for each model."""
    wanted: dict[type[Model], set[Any]] = defaultdict(set)
    for source, row, _before in found:
        for name in source.fields:
            model_field = row._meta.get_field(name)
            if isinstance(model_field, ForeignKey) and (pk := getattr(row, model_field.attname)) is not None:
                wanted[model_field.related_model].add(pk)
    return {model: _labels(model, pks) for model, pks in wanted.items()}


def _labels(model: type[Model], pks: set[Any]) -> dict[Any, str]:
    related = [f.name for f in model._meta.fields if isinstance(f, ForeignKey) and f.name == "product"]
    rows = model._default_manager.filter(pk__in=pks).select_related(*related)
    return {row.pk: str(row) for row in rows}


def _shown(model_field: Any, value: Any, names: dict[type[Model], dict[Any, str]]) -> str:
    """A value as text."""
    if value is None or value == "":
        return NOTHING
    if isinstance(model_field, ForeignKey):
        return names.get(model_field.related_model, {}).get(value, f"#{value}")
    if model_field.choices:
        return str(dict(model_field.flatchoices).get(value, value))
    if model_field.name == "language":
        return str(dict(settings.LANGUAGES).get(value, value))
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, Decimal):
        return money(value)
    if isinstance(value, date):
        return moment(value)
    text = str(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
