"""The schema of API bodies that are read by forms of the pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import override

from ..forms import RowsForm
from .forms import kind_of

PLAIN = frozenset({"type", "items", "maxLength"})


def body_of(form: type[forms.Form], *, partial: bool = False) -> dict[str, Any]:
    """The request body of a form, as `extend_schema(request=…)` takes it."""
    # The schema is English, whatever language is active.
    with override(None):
        schema = schema_of(form, partial=partial or getattr(form, "partial", False))
    with_files = any(isinstance(field, forms.FileField) for field in form.base_fields.values())
    kinds = ("multipart/form-data", "application/json") if with_files else ("application/json",)
    return dict.fromkeys(kinds, schema)


def schema_of(form: type[Any], *, partial: bool = False, needed: tuple[str, ...] = ()) -> dict[str, Any]:
    """The JSON schema of the object that a form reads."""
    properties = {name: _field(field) for name, field in form.base_fields.items()}
    required = [name for name, field in form.base_fields.items() if (field.required and not partial) or name in needed]
    if issubclass(form, RowsForm):
        row = schema_of(form.row_form, needed=form.row_form.needed)
        properties[form.rows_name] = {"type": "array", "items": row, "maxItems": form.max_rows}
    schema: dict[str, Any] = {"type": "object", "properties": properties, "additionalProperties": False}
    if required:
        schema["required"] = required
    if form.__doc__:
        schema["description"] = " ".join(form.__doc__.split())
    return schema


def _field(field: Any) -> dict[str, Any]:
    schema = dict(kind_of(field)[1]) or _choices(field)
    if schema == {"type": "string"} and getattr(field, "max_length", None):
        schema["maxLength"] = field.max_length
    if schema["type"] == "integer":
        limits = {"minimum": getattr(field, "min_value", None), "maximum": getattr(field, "max_value", None)}
        schema |= {word: limit for word, limit in limits.items() if limit is not None}
    if not field.required:
        schema["type"] = [schema["type"], "null"]
    elif not isinstance(field, forms.FileField) and schema.keys() <= PLAIN:
        # An empty text or list is as good as none.
        schema |= {"string": {"minLength": 1}, "array": {"minItems": 1}}.get(schema["type"], {})
    described = " ".join(str(text) for text in (field.label, field.help_text) if text)
    return {**schema, **({"description": described} if described else {})}


def _choices(field: Any) -> dict[str, Any]:
    """For another object its id or code; for choices those that are known without an object."""
    if isinstance(field, forms.ModelChoiceField):
        one: dict[str, Any] = {"type": "string" if field.to_field_name else "integer"}
    else:
        values = [key for key, label in field.choices if not isinstance(label, list | tuple)]
        one = {"type": "integer" if values and all(isinstance(value, int) for value in values) else "string"}
        if values:
            empty = [] if field.required else ["", None]
            one["enum"] = [*(value for value in values if value != ""), *empty]
    many = isinstance(field, forms.MultipleChoiceField | forms.ModelMultipleChoiceField)
    return {"type": "array", "items": one} if many else one
