"""The search and the filters of a list, from the form that reads its address: the text in the head of the page
(parts/seek.html), each other field as a chip with a popover (parts/filters.html)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any
from urllib.parse import urlencode

from django import forms

OPENED = "filter"  # the parameter that names the filter to be added
# What another filter leaves behind: the page, and the filter that was opened.
PASSING = frozenset({OPENED, "page", "before"})


def search_of(form: forms.Form, **more: str) -> dict[str, Any]:
    """The field of the text, as parts/seek.html takes it. more: parameters that stay, such as the tab."""
    field = next(field for field in form.visible_fields() if not _is_choice(field))
    kept = [(name, value) for name, value in {**more, **_values(form)}.items() if value and name != field.name]
    return {"name": field.name, "value": field.value() or "", "prompt": field.label, "kept": kept}


def chips_of(form: forms.Form, **more: str) -> list[dict[str, Any]]:
    """The choices, as parts/filters.html takes them. One without a value says what that means."""
    return [_chip(field, {**more, **_values(form)}) for field in form.visible_fields() if _is_choice(field)]


def filters_of(form: Any, params: Mapping[str, str], *, without: Collection[str] = ()) -> dict[str, Any]:
    """filters and more_filters, as parts/filters.html takes them: the fields with a value or an error and the one that
    is being added, and those that can be added.

    params: of the address, of which everything else stays. without: fields that the page shows elsewhere.
    """
    values = {name: value for name, value in params.items() if value and name not in PASSING}
    opened = params.get(OPENED, "")
    fields = [field for field in form.visible_fields() if field.name not in without]
    shown = [field for field in fields if field.name in values or field.name == opened]
    return {
        "filters": [_chip(field, values) | {"open": field.name == opened or bool(field.errors)} for field in shown],
        "more_filters": [
            {"label": field.label, "url": f"?{urlencode({**values, OPENED: field.name})}"}
            for field in fields
            if field not in shown
        ],
    }


def _chip(field: forms.BoundField, values: Mapping[str, str]) -> dict[str, Any]:
    value = values.get(field.name, "")
    words = {str(key): label for key, label in field.field.choices} if _is_choice(field) else {"": ""}  # type: ignore[attr-defined]
    rest = {name: other for name, other in values.items() if other and name != field.name}
    return {
        "label": field.label,
        "value": words.get(value, value or words.get("", "")),
        "field": field,
        "kept": list(rest.items()),
        "remove_url": f"?{urlencode(rest)}" if value else "",
    }


def _values(form: forms.Form) -> dict[str, str]:
    return {field.name: str(field.value() or "") for field in form.visible_fields()}


def _is_choice(field: forms.BoundField) -> bool:
    return isinstance(field.field, forms.ChoiceField)
