"""Adds to the schema what holds for every operation of the API: its errors, and how a request can be repeated
safely."""

from typing import Any

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
KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "schema": {"type": "string", "maxLength": 100},
    "description": "A repeat with the same key and body is answered as the first one and does nothing. With another "
    "body: 422; while the first is at work: 409. Kept for a day.",
}


def describe_refusals(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """A postprocessing hook of drf-spectacular."""
    result.setdefault("components", {}).setdefault("schemas", {})["Problem"] = PROBLEM
    for path in result["paths"].values():
        for method, operation in path.items():
            operation["responses"]["4XX"] = REFUSAL
            if method == "post":
                operation.setdefault("parameters", []).append(KEY)
    return result
