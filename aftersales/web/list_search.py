"""The search and the filters of a list, from the form that reads its address: the text in the head of the page
(parts/seek.html), each choice as a chip with a popover (parts/filters.html)."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms


def search_of(form: forms.Form, **more: str) -> dict[str, Any]:
    """The field of the text, as parts/seek.html takes it. more: parameters that stay, such as the tab."""
    field = next(field for field in form.visible_fields() if not _is_choice(field))
    kept = [(name, value) for name, value in {**more, **_values(form)}.items() if value and name != field.name]
    return {"name": field.name, "value": field.value() or "", "prompt": field.label, "kept": kept}


def chips_of(form: forms.Form, **more: str) -> list[dict[str, Any]]:
    """The choices, as parts/filters.html takes them. One without a value says what that means."""
    return [_chip(field, {**more, **_values(form)}) for field in form.visible_fields() if _is_choice(field)]


def _chip(field: forms.BoundField, values: dict[str, str]) -> dict[str, Any]:
    value = values.get(field.name, "")
    words = {str(key): label for key, label in field.field.choices}  # type: ignore[attr-defined]
    rest = {name: other for name, other in values.items() if other and name != field.name}
    return {
        "label": field.label,
        "value": words.get(value, words.get("", "")),
        "field": field,
        "kept": list(rest.items()),
        "remove_url": f"?{urlencode(rest)}" if value else "",
    }


def _values(form: forms.Form) -> dict[str, str]:
    return {field.name: str(field.value() or "") for field in form.visible_fields()}


def _is_choice(field: forms.BoundField) -> bool:
    return isinstance(field.field, forms.ChoiceField)
