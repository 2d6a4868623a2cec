"""JSON through the forms of the pages: one adapter, so that a field and its limits are declared once.

JSON types are strict: a value of another type and an unknown field are refused (400) with the name of the field.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from math import isfinite
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.core.files.uploadedfile import UploadedFile
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework.exceptions import ErrorDetail, ValidationError

from aftersales.kernel.moments import read_moment

from ..fields import AmountField, FilesField, PairsField, QuantityField, WordsField, YesNoField
from ..forms import RowsForm
from .schema import TIME_PATTERN

Values = MultiValueDict[str, Any]
Reader = Callable[[Any, Any], list[Any]]
MAX_LIST = 500


def filled(form_class: type[forms.Form], body: Any, *, partial: bool = False, **options: Any) -> Any:
    """A valid form of this class, filled from the body of a request: parsed JSON, or a form with files.

    options: further arguments of the form. partial: a field that is not sent keeps its initial value. Raises
    ValidationError with the errors by field.
    """
    blank = form_class(**options)
    partial = partial or getattr(form_class, "partial", False)
    data, files, errors = Values(), Values(), dict[str, Any]()
    if isinstance(body, MultiValueDict):
        _put_sent(blank, body, data, files, errors)
    elif isinstance(body, Mapping):
        _put_json(blank, body, data, errors)
    else:
        raise ValidationError([ErrorDetail(_("Must be a JSON object."), "wrong_type")])
    if errors:
        raise ValidationError(errors)
    _put_missing(blank, data, partial=partial)
    form = form_class(data, files, **options)
    if not form.is_valid():
        raise ValidationError(errors_of(form))
    return form


def errors_of(form: Any) -> Any:
    """The errors of a form and its rows, with the names of the API. What is wrong with all rows together is said of
    their list."""
    whole = form.rows_name if isinstance(form, RowsForm) else ""
    errors: dict[str, Any] = {
        whole if name == NON_FIELD_ERRORS else name: [
            ErrorDetail(one["message"], one["code"] or "invalid") for one in found
        ]
        for name, found in form.errors.get_json_data().items()
    }
    if isinstance(form, RowsForm) and not all(row.is_valid() for row in form.rows):
        together = {"": errors[whole]} if whole in errors else {}
        errors[whole] = together | {str(n): found for n, row in enumerate(form.rows) if (found := errors_of(row))}
    return errors


def _put_sent(blank: forms.Form, body: Any, data: Values, files: Values, errors: dict[str, Any]) -> None:
    """For a body of type multipart/form-data: every value is a text or a file, as from a page."""
    for name in body:
        if name not in blank.fields:
            errors[name] = [ErrorDetail(_("Unknown field."), "unknown_field")]
        values = body.getlist(name)
        if len(values) > 1 and name in blank.fields and not _takes_several(blank.fields[name]):
            errors[name] = [ErrorDetail(_("This key is given twice."), "repeated_key")]
        data.setlist(name, [value for value in values if not isinstance(value, UploadedFile)])
        files.setlist(name, [value for value in values if isinstance(value, UploadedFile)])


def _takes_several(field: forms.Field) -> bool:
    return isinstance(field, FilesField) or getattr(field.widget, "allow_multiple_selected", False)


def _put_json(blank: Any, body: Mapping[str, Any], data: Values, errors: dict[str, Any], prefix: str = "") -> None:
    """Each value as a browser would send it."""
    for name, value in body.items():
        if isinstance(blank, RowsForm) and name == blank.rows_name:
            _put_rows(blank, value, data, errors)
        elif name not in blank.fields:
            errors[name] = [ErrorDetail(_("Unknown field."), "unknown_field")]
        else:
            try:
                read, _schema = kind_of(blank.fields[name])
                data.setlist(prefix + name, [] if value is None else read(blank.fields[name], value))
            except TypeError as error:
                errors[name] = [ErrorDetail(str(error), "wrong_type")]


def _put_rows(form: RowsForm, rows: Any, data: Values, errors: dict[str, Any]) -> None:
    name, wrong = form.rows_name, dict[str, Any]()
    if not isinstance(rows, list):
        errors[name] = [ErrorDetail(_("Must be a list."), "wrong_type")]
        return
    blank = form.row_form(form=form)
    for number, row in enumerate(rows[: form.max_rows + 1]):
        if not isinstance(row, Mapping):
            wrong[str(number)] = {"": [ErrorDetail(_("Must be a JSON object."), "wrong_type")]}
            continue
        lacking = set(form.row_form.needed) - set(row)
        found = {lack: [ErrorDetail(_("This field is required."), "required")] for lack in lacking}
        _put_json(blank, row, data, found, f"{name}-{number}-")
        # A row without fields counts as a row too.
        data.setdefault(f"{name}-{number}-sent", "1")
        if found:
            wrong[str(number)] = found
    if wrong:
        errors[name] = wrong


def _put_missing(blank: forms.Form, data: Values, *, partial: bool) -> None:
    """Fields that were not sent: the object's value if the form is partial, else the declared initial value of the
    field."""
    for name, field in blank.fields.items():
        if name in data or (field.required and not partial):
            continue
        declared = field.initial() if callable(field.initial) else field.initial
        value = field.prepare_value(blank.get_initial_for_field(field, name) if partial else declared)
        data.setlist(name, [] if value is None else list(value) if isinstance(value, list | tuple | set) else [value])


def _typed(kinds: tuple[type, ...], message: Any, write: Callable[[Any, Any], Any]) -> Reader:
    """Reads JSON values of these types. write(field, value): what a browser would send. Raises TypeError with the
    expected type."""

    def read(field: Any, value: Any) -> list[Any]:
        # 1e400 is infinite in JSON as Python reads it.
        is_infinite = isinstance(value, float) and not isfinite(value)
        if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds) or is_infinite:
            raise TypeError(str(message))
        return [write(field, value)]

    return read


def _digits(field: Any, value: Any) -> str:
    """Python refuses to print numbers of thousands of digits, and no field accepts them."""
    return value if isinstance(value, str) else str(value) if abs(value) < 10**300 else "9" * 300


def _truth(field: Any, value: bool) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(field, YesNoField) else str(value).lower()


_text = _typed((str,), gettext_lazy("Must be a string."), lambda field, value: value)
_whole = _typed((int,), gettext_lazy("Must be an integer."), _digits)
_number = _typed((int, float, str, Decimal), gettext_lazy("Must be a number."), _digits)
_boolean = _typed((bool,), gettext_lazy("Must be true or false."), _truth)


def _choice(field: Any, value: Any) -> list[Any]:
    """A text, or a number if the choices are numbers."""
    is_number = not isinstance(value, str) and any(isinstance(key, int) for key, _label in field.choices)
    return (_whole if is_number else _text)(field, value)


def _reference(field: Any, value: Any) -> list[Any]:
    # Another object: its id, or its code if the field uses codes.
    return _text(field, value) if field.to_field_name else _whole(field, value)


def _list_of(read: Reader) -> Reader:
    def every(field: Any, value: Any) -> list[Any]:
        if not isinstance(value, list) or len(value) > MAX_LIST:
            raise TypeError(_("Must be a list."))
        return [one for item in value for one in read(field, item)]

    return every


def _pairs(field: Any, value: Any) -> list[Any]:
    if not isinstance(value, Mapping) or not all(isinstance(text, str) for text in value.values()):
        raise TypeError(_("Must be an object with texts."))
    return [json.dumps(value)]


def _no_file(field: Any, value: Any) -> list[Any]:
    if value != []:
        raise TypeError(_("Send files as multipart/form-data."))
    return []


def _is_day(text: str) -> bool:
    found = read_moment(text, counts=False)
    return found is not None and not isinstance(found, datetime)


def _is_moment(text: str) -> bool:
    return read_moment(text, counts=False) is not None


def _iso(read: Callable[[str], bool], message: Any) -> Reader:
    """A day or moment as text, read as on a page."""

    def write(field: Any, value: str) -> str:
        if value and not read(value):
            raise TypeError(str(message))
        return value

    return _typed((str,), message, write)


_day = _iso(_is_day, gettext_lazy("Must be a date such as 2026-11-28."))
_moment = _iso(_is_moment, gettext_lazy("Must be a date and time such as 2026-11-28T09:30:00+08:00."))
TEXT, DECIMAL = {"type": "string"}, {"type": "string", "format": "decimal"}
FILE = {"type": "string", "format": "binary"}
# How a field reads JSON, and its schema if that does not depend on the field. The first matching class counts.
KINDS: tuple[tuple[type[forms.Field], Reader, dict[str, Any]], ...] = (
    (forms.ModelMultipleChoiceField, _list_of(_reference), {}),
    (forms.ModelChoiceField, _reference, {}),
    (forms.MultipleChoiceField, _list_of(_choice), {}),
    (YesNoField, _boolean, {"type": "boolean"}),
    (forms.BooleanField, _boolean, {"type": "boolean"}),
    (forms.ChoiceField, _choice, {}),
    (FilesField, _no_file, {"type": "array", "items": FILE}),
    (forms.FileField, _no_file, FILE),
    (PairsField, _pairs, {"type": "object", "additionalProperties": TEXT}),
    (WordsField, lambda field, value: ["\n".join(_list_of(_text)(field, value))], {"type": "array", "items": TEXT}),
    (QuantityField, _whole, {"type": "integer", "minimum": 1}),
    (AmountField, _number, DECIMAL),
    (forms.DecimalField, _number, DECIMAL),
    (forms.FloatField, _number, {"type": "number"}),
    (forms.IntegerField, _whole, {"type": "integer"}),
    (forms.DateTimeField, _moment, {"type": "string", "format": "date-time"}),
    (forms.DateField, _day, {"type": "string", "format": "date"}),
    (forms.EmailField, _text, {"type": "string", "format": "email"}),
    (forms.TimeField, _text, {"type": "string", "pattern": TIME_PATTERN}),
    (forms.CharField, _text, TEXT),
)


def kind_of(field: forms.Field) -> tuple[Reader, dict[str, Any]]:
    """How a field reads JSON, and its schema."""
    for kind, read, schema in KINDS:
        if isinstance(field, kind):
            return read, schema
    raise TypeError(_("This field can’t be set here."))
