"""What the imports share: turning the text of cells into the values that forms take."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from django import forms
from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy

from aftersales.kernel.money import parse_amount
from aftersales.tables.cells import day_of, rows_named
from aftersales.tables.columns import ImportRow

AMOUNTS = frozenset({"unit_price", "list_price", "annual_demand"})
# For each field: the rows that a cell may refer to, and the columns by which it may name them.
Sources = Mapping[str, tuple[Callable[[], QuerySet[Any]], tuple[str, ...]]]
Found = dict[str, dict[str, Model]]


class Named(forms.Field):
    """A field that names a row of the database. `found` holds the rows that the batch names."""

    default_error_messages = {"invalid": gettext_lazy("“%(value)s” doesn’t exist in the system.")}
    found: Mapping[str, Any]

    def __init__(self, **more: Any) -> None:
        super().__init__(required=False, **more)

    def to_python(self, value: Any) -> Any:
        text = str(value or "")
        if text and text not in self.found:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid", params={"value": text[:40]})
        return self.found[text] if text else None


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
    if name in days:
        return day_of(text)
    return parse_amount(text, field=name) if name in AMOUNTS else text


def labels(form: type[forms.Form], headings: Mapping[str, Any], more: Mapping[str, Any]) -> dict[str, Any]:
    """Labels of the columns: the form's label where it has such a field, else the one in `more`."""
    return {name: more.get(name) or form.base_fields[name].label for name in headings}
