"""Adds to the schema what holds for every operation of the API: its errors, and how a request can be repeated
safely."""

from typing import Any

from django.core.exceptions import FieldDoesNotExist
from drf_spectacular.openapi import AutoSchema

PROBLEM = {
    "type": "object",
    "description": "RFC 9457 problem details; code is stable, errors name the fields.",
    "required": ["type", "title", "status", "code"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "code", "detail"],
                "properties": {name: {"type": "string"} for name in ("field", "code", "detail")},
            },
        },
    },
}
REFUSAL = {
    "description": "Refused: 400 a field is wrong, 401 not signed in, 403 seen but not permitted, 404 not there for "
    "this reader, 409 somebody else was first, 422 against a rule, 429 too many tries",
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}
# A time of day as the API reads and writes it: RFC 3339 demands a time zone for the format `time`.
TIME_PATTERN = "^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$"
# What an answer with a PDF is. Generators of clients know only the second name as bytes.
PDF = ("application/pdf", "application/octet-stream")
# What an answer with a stored file is.
STORED = ("application/octet-stream", "application/pdf", "image/*", "video/*", "audio/*")
KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "schema": {"type": "string", "maxLength": 100},
    "description": "A repeat with the same key and body is answered as the first one and does nothing. With another "
    "body: 422; while the first is at work: 409. Kept for a day.",
}


class Schema(AutoSchema):
    """Declares null for what is read through a relation that may be empty."""

    def _map_serializer_field(self, field: Any, direction: Any, bypass_extensions: bool = False) -> Any:
        if direction == "response" and _may_be_empty(field):
            field.allow_null = True
        found = super()._map_serializer_field(field, direction, bypass_extensions)
        if found.get("format") == "time":
            found = {key: value for key, value in found.items() if key != "format"} | {"pattern": TIME_PATTERN}
        return found


def _may_be_empty(field: Any) -> bool:
    model = getattr(getattr(field.parent, "Meta", None), "model", None)
    for name in (field.source or "").split("."):
        try:
            found = model._meta.get_field(name) if model else None
        except FieldDoesNotExist:
            return False
        if found is None or found.one_to_many or found.many_to_many:
            return False
        if found.null or (found.one_to_one and found.auto_created):
            return True
        model = found.related_model
    return False


def describe_refusals(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """A postprocessing hook of drf-spectacular."""
    result.setdefault("components", {}).setdefault("schemas", {})["Problem"] = PROBLEM
    for shape in result["components"]["schemas"].values():
        for one in shape.get("properties", {}).values():
            if {"type": "string", "maxLength": 0} in one.get("oneOf", ()):
                # An empty text or an address: for readers that do not check formats it is both.
                one["anyOf"] = one.pop("oneOf")
    for path in result["paths"].values():
        for method, operation in path.items():
            operation["responses"]["4XX"] = REFUSAL
            if operation.get("security", [{}]) == [{}]:
                operation["security"] = []  # needs no account
            for one in operation.get("parameters", ()):
                if one["in"] == "query" and not one.get("required"):
                    one["allowEmptyValue"] = True  # as in the address of a page: the filter is not used
            if method == "post":
                operation.setdefault("parameters", []).append(KEY)
    return result
