"""Every list of the API takes the parameters that its schema names, and refuses any other by name."""

import pytest
from django.urls import resolve
from drf_spectacular.generators import SchemaGenerator
from rest_framework.test import APIClient

from aftersales.web.api.query import parameters_of

pytestmark = pytest.mark.django_db
PAGES = {"page", "page_size"}
# Hand-written APIViews: they are no lists and have no parameters.
SINGLE = ("company", "mail", "working-time", "token")


def lists() -> dict[str, set[str]]:
    """Address → names of the query parameters of every GET without an id in its address."""
    schema = SchemaGenerator().get_schema(request=None, public=True)
    return {
        path: {one["name"] for one in methods["get"].get("parameters", []) if one["in"] == "query"}
        for path, methods in schema["paths"].items()
        if "get" in methods and "{" not in path and path.split("/")[3] not in SINGLE
    }


@pytest.fixture(scope="module")
def found():
    return lists()


def clients(people):
    for name in ("manager", "admin", "auditor", "clerk", "quality_manager"):
        client = APIClient()
        client.force_authenticate(getattr(people, name))
        yield client


def answer(people, path, query=""):
    """The response to the first user who may see the list."""
    answers = (client.get(f"{path}?{query}", HTTP_ACCEPT_LANGUAGE="en") for client in clients(people))
    return next((one for one in answers if one.status_code not in (403, 404)), None)


def test_unknown_parameter_is_refused_by_every_list(people, found):
    wrong = []
    for path in found:
        refused = answer(people, path, "page_sise=2&ordering=-pk")
        named = {one["field"] for one in refused.json()["errors"]} if refused.status_code == 400 else set()
        if named != {"page_sise", "ordering"}:
            wrong.append((path, refused.status_code, named))
    assert wrong == []
    assert len(found) > 40


def test_every_parameter_of_the_schema_is_accepted(people, found):
    """With an empty value, which filters ignore."""
    wrong = []
    for path, names in found.items():
        refused = answer(people, path, "&".join(f"{name}=" for name in names - PAGES))
        codes = {one["code"] for one in refused.json()["errors"]} if refused.status_code == 400 else set()
        if "unknown_parameter" in codes:
            wrong.append((path, refused.json()["errors"]))
    assert wrong == []


def test_schema_names_every_accepted_parameter(found):
    for path, names in found.items():
        view_class = resolve(path).func.cls
        view = view_class(**resolve(path).func.initkwargs)
        view.action = resolve(path).func.actions["get"]
        view.request, view.kwargs, view.swagger_fake_view = None, {}, True
        # Not in the schema: the format, and pages of things that are no lists.
        assert set(parameters_of(view)) - {"format", *PAGES} == names - PAGES, path


@pytest.mark.parametrize(
    ("path", "query", "field"),
    [
        ("/api/v1/tickets/", "sort=age", "sort"),
        ("/api/v1/approvals/", "inbox=yours", "inbox"),
        ("/api/v1/responses/", "view=angry", "view"),
    ],
)
def test_value_that_is_no_choice_is_refused(people, path, query, field):
    refused = answer(people, path, query)
    assert refused.status_code == 400
    assert [(one["field"], one["code"]) for one in refused.json()["errors"]] == [(field, "invalid_choice")]


def test_pages_ignore_unknown_parameters(people, client):
    client.force_login(people.manager)
    assert client.get("/tickets/?utm_source=mail&sort=nothing").status_code == 200
