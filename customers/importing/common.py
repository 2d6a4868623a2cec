"""What the imports share: turning the text of cells into the values that forms take."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy

from aftersales.kernel.words import code_key
from aftersales.tables.cells import day_of, rows_named
from aftersales.tables.columns import ImportRow

# For each field: the rows that a cell may refer to, and the columns by which it may name them.
Sources = Mapping[str, tuple[Callable[[], QuerySet[Any]], tuple[str, ...]]]
Found = dict[str, dict[str, Model]]


class Named(forms.Field):
    """A field that names a row of the database. `found` holds the rows that the batch names; is_code: by codes."""

    default_error_messages = {"invalid": gettext_lazy("“%(value)s” doesn’t exist in the system.")}
    found: Mapping[str, Any]

    def __init__(self, *, is_code: bool = False, **more: Any) -> None:
        self.is_code = is_code
        super().__init__(required=False, **more)

    def to_python(self, value: Any) -> Any:
        text = str(value or "")
        key = code_key(text) if self.is_code else text
        if text and key not in self.found:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid", params={"value": text[:40]})
        return self.found[key] if text else None


def look_up(rows: Iterable[ImportRow], sources: Sources) -> Found:
    """The rows that a batch names, with one query for each source."""
    rows = list(rows)
    return {
        name: rows_named(known(), by, (row.values.get(name, "") for row in rows))
        for name, (known, by) in sources.items()
    }


def typed(
    values: Mapping[str, str], words: Mapping[str, Mapping[str, str]], days: Collection[str] = ()
) -> dict[str, Any]:
    """The form's values for all cells that are not empty. words: the choices of fields that have some, by their
    texts."""
    return {name: _value(name, text, words, days) for name, text in values.items() if text}


def _value(name: str, text: str, words: Mapping[str, Mapping[str, str]], days: Collection[str]) -> Any:
    if name in words:
        return words[name].get(text.casefold(), text)
    return day_of(text) if name in days else text


def differences(stored: Any, facts: Mapping[str, Any], given: Collection[str]) -> dict[str, tuple[str, str]]:
    """What a row of the file says otherwise than the stored one, for the fields that it gives."""
    found = {}
    for name in given:
        before, after = getattr(stored, name), facts[name]
        if _comparable(before) != _comparable(after):
            found[name] = _shown(before), _shown(after)
    return found


def _comparable(value: Any) -> Any:
    if isinstance(value, str):
        return code_key(value)
    return "" if value is None else value


def _shown(value: Any) -> str:
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date) else str("" if value is None else value)


def labels(form: type[forms.Form], headings: Mapping[str, Any], more: Mapping[str, Any]) -> dict[str, Any]:
    """Labels of the columns: the form's label where it has such a field, else the one in `more`."""
    return {name: more.get(name) or form.base_fields[name].label for name in headings}
