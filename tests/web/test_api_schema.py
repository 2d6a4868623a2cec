"""The schema of the API is complete, and its page follows the content policy."""

import pytest
from django.core.management import call_command
from drf_spectacular.drainage import GENERATOR_STATS
from rest_framework.test import APIClient

from aftersales.urls import urlpatterns
from tests.factories import cast


@pytest.fixture(scope="module")
def schema():
    from drf_spectacular.generators import SchemaGenerator

    return SchemaGenerator().get_schema(request=None, public=True)


@pytest.mark.slow
def test_schema_has_no_warning_and_is_valid(tmp_path, capsys):
    assert urlpatterns
    with GENERATOR_STATS.silence():
        call_command("spectacular", file=str(tmp_path / "schema.yml"), validate=True, fail_on_warn=True)


def test_schema_is_openapi_3_1_and_names_every_noun(schema):
    assert schema["openapi"].startswith("3.1")
    nouns = {path.split("/")[3] for path in schema["paths"]}
    assert nouns >= {
        "token",
        "users",
        "customers",
        "contacts",
        "products",
        "sales",
        "interactions",
        "tickets",
        "approvals",
        "authority-rules",
        "fulfilments",
        "investigations",
        "actions",
        "questionnaires",
        "responses",
    }


def test_every_operation_has_a_description_and_error_responses(schema):
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            assert operation.get("description"), (method, path)
            assert "4XX" in operation["responses"], (method, path)
            names = [parameter["name"] for parameter in operation.get("parameters", [])]
            assert ("Idempotency-Key" in names) == (method == "post"), (method, path)


@pytest.mark.django_db
def test_schema_and_docs_require_sign_in():
    people = cast()
    client = APIClient()
    assert {client.get(path).status_code for path in ("/api/schema/", "/api/docs/")} == {401}
    client.force_authenticate(people.auditor)
    assert {client.get(path).status_code for path in ("/api/schema/", "/api/docs/")} == {200}


def test_files_are_declared_as_what_they_are_and_as_bytes(schema):
    """Generators of clients know only application/octet-stream as bytes."""
    paths = schema["paths"]
    for document in ("form", "approval-form", "goods-receipt", "return-labels"):
        operation = paths[f"/api/v1/tickets/{{number}}/{document}/"]["get"]
        assert set(operation["responses"]["200"]["content"]) == {"application/pdf", "application/octet-stream"}
        assert "lang" in {one["name"] for one in operation["parameters"]}
    assert "text/csv" in paths["/api/v1/exports/"]["post"]["responses"]["200"]["content"]


def test_times_of_day_are_as_they_are_written(schema):
    """RFC 3339 demands a time zone for the format `time`."""
    assert "'format': 'time'" not in str(schema)
