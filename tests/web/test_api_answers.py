"""What the API answers is what its schema says, for five roles: every key, type, choice and null."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import resolve, reverse
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator
from jsonschema import Draft202012Validator, FormatChecker

from aftersales.urls import urlpatterns
from tests.factories.clients import api_client_of
from tests.factories.world import Things, build, print_at_once

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
ROLES = ("manager", "admin", "clerk", "quality_manager", "rep")


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    assert urlpatterns
    with GENERATOR_STATS.silence():
        return SchemaGenerator().get_schema(request=None, public=True)


@pytest.fixture
def things(db, monkeypatch, at_now) -> Things:
    print_at_once(monkeypatch)
    return build()


def addresses(schema: dict[str, Any], things: Things) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in schema["paths"].items():
        if "get" in methods and path.startswith("/api/v1/"):
            match = resolve(re.sub(r"\{\w+\}", "1", path.replace("{quarter}", "2026-Q4")))
            kwargs = things.kwargs(match.url_name, sorted(match.kwargs))
            yield reverse(match.url_name, kwargs=kwargs), methods["get"]


def faults(schema: dict[str, Any], declared: dict[str, Any], found: Any) -> list[str]:
    checker = Draft202012Validator(
        {**declared, "components": schema["components"]}, format_checker=FormatChecker(["email"])
    )
    return [f"{'/'.join(map(str, one.path))}: {one.message[:120]}" for one in checker.iter_errors(found)][:3]


@pytest.mark.parametrize("role", ROLES)
def test_every_answer_is_as_declared(schema, things, role):
    client, wrong, seen = api_client_of(getattr(things.cast, role)), [], 0
    for address, operation in addresses(schema, things):
        response = client.get(address)
        if response["Content-Type"] not in {"application/json", "application/problem+json"}:
            continue
        if response.status_code >= 400:
            assert response["Content-Type"] == "application/problem+json", address
            declared = {"$ref": "#/components/schemas/Problem"}
        else:
            content = operation["responses"].get(str(response.status_code), {}).get("content", {})
            declared = content.get("application/json", {}).get("schema")
            seen += 1
        if declared is not None and (found := faults(schema, declared, response.json())):
            wrong.append((address, found))
    assert wrong == [], wrong
    assert seen > 10


def test_defaults_and_examples_are_members_of_their_schema(schema):
    """A generator drops a body whose default is none of its choices."""
    wrong = []

    def visit(one: Any, path: str) -> None:
        if isinstance(one, dict):
            for word in ("default", "example", "const"):
                if word in one and ("type" in one or "enum" in one) and (found := faults(schema, one, one[word])):
                    wrong.append((path, word, found))
            for key, value in one.items():
                visit(value, f"{path}/{key}")
        elif isinstance(one, list):
            for number, value in enumerate(one):
                visit(value, f"{path}/{number}")

    visit(schema["paths"], "")
    visit(schema["components"]["schemas"], "")
    assert wrong == []


def test_every_operation_has_its_own_name_and_body(schema):
    operations = [one for methods in schema["paths"].values() for one in methods.values()]
    names = [one["operationId"] for one in operations]
    assert len(set(names)) == len(names)
    for one in operations:
        for kind, body in one.get("requestBody", {}).get("content", {}).items():
            shape = body["schema"]
            named = shape.get("$ref", "")
            assert not named.endswith(("Detail", "DetailOut", "Out")), (one["operationId"], named)
            assert kind in {"application/json", "multipart/form-data"}


def test_what_needs_no_account_is_marked_so(schema):
    public = {
        (method, path)
        for path, methods in schema["paths"].items()
        for method, one in methods.items()
        if one.get("security") == []
    }
    assert public == {
        ("get", "/api/v1/reception/display/"),
        ("post", "/api/v1/responses/"),
        ("post", "/api/v1/token/"),
    }
