"""Which query parameters a list of the API accepts. Any other is refused with its name.

They are those of its schema: the filters of the view set, pagination, and the `parameters` of `extend_schema`.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.settings import api_settings

Enum = list[Any] | None


def check_query(view: Any) -> None:
    """Raise ValidationError for an unknown parameter, or for a value that is not one of its choices."""
    known = parameters_of(view)
    errors = {}
    for name, value in view.request.query_params.items():
        if name not in known:
            errors[name] = [ErrorDetail(_("Unknown parameter."), code="unknown_parameter")]
        elif value and (enum := known[name]) and value not in enum:
            choices = ", ".join(map(str, enum))
            text = _("“%(value)s” isn’t allowed here. Choose from: %(choices)s.")
            errors[name] = [ErrorDetail(text % {"value": value[:40], "choices": choices}, code="invalid_choice")]
    if errors:
        raise ValidationError(errors)


def parameters_of(view: Any) -> dict[str, Enum]:
    """The possible values of each parameter, None for any value."""
    names = [api_settings.URL_FORMAT_OVERRIDE, *_of_pages(view), *_of_filters(view)]
    return {**dict.fromkeys(names), **{one.name: one.enum for one in _declared(view)}}


def _of_pages(view: Any) -> list[str]:
    pages = view.paginator
    return [pages.page_query_param, pages.page_size_query_param] if pages else []


def _of_filters(view: Any) -> list[str]:
    found: list[str] = []
    rows = view.queryset
    if rows is None and getattr(view, "filterset_fields", None):
        rows = view.get_queryset()
    for backend in view.filter_backends:
        filterset = backend().get_filterset_class(view, rows)
        for name, one in filterset.base_filters.items() if filterset else ():
            # A range has two parameters: at_after, at_before.
            ends = getattr(one.field_class.widget, "suffixes", ())
            found += [f"{name}_{end}" for end in ends] or [name]
    return found


def _declared(view: Any) -> list[OpenApiParameter]:
    """The `extend_schema(parameters=…)` of the action."""
    schema_class = getattr(getattr(view, view.action), "kwargs", {}).get("schema")
    if schema_class is None:
        return []
    schema = schema_class()
    schema.view, schema.method = view, "GET"
    return [one for one in schema.get_override_parameters() if one.location == OpenApiParameter.QUERY]
