"""Which query parameters an address of the API accepts, and whether it takes a body. Others are refused by name.

Parameters are those of its schema: the filters of the view set, pagination, and the `parameters` of `extend_schema`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django_filters import BooleanFilter
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.permissions import SAFE_METHODS
from rest_framework.settings import api_settings

MOST = 2**31 - 1
TRUTHS = frozenset({"true", "false"})


@dataclass(frozen=True)
class Accepted:
    """What a parameter takes. enum: its values, None for any. many: several, separated by commas; repeats: it may be
    given several times. limits: the smallest and the largest whole number. is_truth: true or false. pattern: a
    regular expression."""

    enum: list[Any] | None = None
    many: bool = False
    repeats: bool = False
    limits: tuple[int, int] | None = None
    is_day: bool = False
    is_truth: bool = False
    pattern: str = ""


ANY = Accepted()


def check_query(view: Any) -> None:
    """Raise ValidationError for an unknown or repeated parameter, or for a value that it cannot have."""
    known, errors = parameters_of(view), {}
    for name, values in view.request.query_params.lists():
        if name not in known:
            errors[name] = [ErrorDetail(_("Unknown parameter."), code="unknown_parameter")]
        elif len(values) > 1 and not known[name].repeats:
            errors[name] = [ErrorDetail(_("Give this parameter only once."), code="repeated_parameter")]
        elif values[-1] and (fault := _fault(known[name], values[-1])):
            errors[name] = [fault]
    if errors:
        raise ValidationError(errors)


def _fault(one: Accepted, value: str) -> ErrorDetail | None:
    if one.enum:
        allowed = {str(choice) for choice in one.enum}
        wrong = next((part for part in (value.split(",") if one.many else [value]) if part not in allowed), None)
        if wrong is not None:
            text = _("“%(value)s” isn’t allowed here. Choose from: %(choices)s.")
            params = {"value": wrong[:40], "choices": ", ".join(map(str, one.enum))}
            return ErrorDetail(text % params, code="invalid_choice")
    if one.limits and not _is_within(value, one.limits):
        text = _("Enter a whole number from %(least)s to %(most)s.")
        return ErrorDetail(text % {"least": one.limits[0], "most": one.limits[1]}, code="out_of_range")
    if one.pattern and not re.search(one.pattern, value, re.ASCII):
        return ErrorDetail(_("This value isn’t allowed here."), code="invalid")
    if one.is_truth and value.lower() not in TRUTHS:
        return ErrorDetail(_("Must be true or false."), code="invalid_choice")
    if one.is_day and not _is_day(value):
        return ErrorDetail(_("Must be a date such as 2026-11-28."), code="invalid_date")
    return None


def _is_within(value: str, limits: tuple[int, int]) -> bool:
    plain = value.isascii() and value.isdigit() and len(value) < 12
    return plain and limits[0] <= int(value) <= limits[1]


def _is_day(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def check_body(view: Any) -> None:
    """Raise an error for a body that cannot be read, and for the fields of one where the schema has none."""
    if view.request.method in SAFE_METHODS:
        return
    body = view.request.data
    if not body or _takes_body(view):
        return
    if not isinstance(body, Mapping):
        raise ValidationError([ErrorDetail(_("Must be a JSON object."), "wrong_type")])
    raise ValidationError({name: [ErrorDetail(_("Unknown field."), "unknown_field")] for name in body})


def _takes_body(view: Any) -> bool:
    if view.request.method == "DELETE":
        return False
    schema = _schema_of(view)
    return schema is None or schema.get_request_serializer() is not None


def parameters_of(view: Any) -> dict[str, Accepted]:
    """What each parameter takes."""
    found = {api_settings.URL_FORMAT_OVERRIDE: ANY, **_of_pages(view)}
    if view.action == "list" or not view.detail:
        found |= _of_filters(view)
    return found | {one.name: _accepted(one) for one in _declared(view)}


def _of_pages(view: Any) -> dict[str, Accepted]:
    pages = view.paginator
    if not pages:
        return {}
    declared = pages.get_schema_operation_parameters(view)
    limits = {one["name"]: one["schema"] for one in declared}
    return {
        name: Accepted(limits=(schema.get("minimum", 1), schema.get("maximum", MOST)))
        if schema["type"] == "integer"
        else ANY
        for name, schema in limits.items()
    }


def _of_filters(view: Any) -> dict[str, Accepted]:
    found: dict[str, Accepted] = {}
    rows = view.queryset
    if rows is None and getattr(view, "filterset_fields", None):
        rows = view.get_queryset()
    for backend in view.filter_backends:
        filterset = backend().get_filterset_class(view, rows)
        for name, one in filterset.base_filters.items() if filterset else ():
            found[name] = Accepted(repeats=hasattr(one, "conjoined"), is_truth=isinstance(one, BooleanFilter))
    return found


def _declared(view: Any) -> list[OpenApiParameter]:
    """The `extend_schema(parameters=…)` of the action."""
    schema = _schema_of(view)
    if schema is None:
        return []
    return [one for one in schema.get_override_parameters() if one.location == OpenApiParameter.QUERY]


def _schema_of(view: Any) -> Any:
    """The schema of the action, if an `extend_schema` says something of it."""
    schema_class = getattr(getattr(view, view.action), "kwargs", {}).get("schema")
    if schema_class is None:
        return None
    schema = schema_class()
    schema.view, schema.method = view, view.request.method if view.request else "GET"
    return schema


def _accepted(one: OpenApiParameter) -> Accepted:
    many = bool(one.many) and one.explode is False
    limits = (0, MOST) if one.type in {int, OpenApiTypes.INT} else None
    is_day = one.type is OpenApiTypes.DATE
    is_truth = one.type in {bool, OpenApiTypes.BOOL}
    return Accepted(one.enum, many, bool(one.many) and not many, limits, is_day, is_truth, str(one.pattern or ""))
