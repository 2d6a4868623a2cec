"""Every list of the API takes the parameters that its schema names, and refuses any other by name."""

from datetime import timedelta

import pytest
from django.urls import resolve
from drf_spectacular.generators import SchemaGenerator
from rest_framework.test import APIClient

from aftersales.web.api.query import parameters_of
from customers.services.interactions import record_interaction
from tests.factories import NOW

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
PAGES = {"page", "page_size", "cursor"}
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
        ("/api/v1/tickets/", "state=bogus", "state"),
        ("/api/v1/products/", "is_active=AAA", "is_active"),
        ("/api/v1/contacts/", "is_primary=2", "is_primary"),
        ("/api/v1/tickets/", "state=open,bogus", "state"),
        ("/api/v1/tickets/", "kind=bogus", "kind"),
        ("/api/v1/tickets/", "late=maybe", "late"),
        ("/api/v1/fulfilments/", "state=bogus", "state"),
        ("/api/v1/visits/", "state=bogus", "state"),
        ("/api/v1/approvals/", "inbox=yours", "inbox"),
        ("/api/v1/responses/", "view=angry", "view"),
        ("/api/v1/costs/", "kind=angry", "kind"),
        ("/api/v1/costs/sums/", "cause=angry", "cause"),
    ],
)
def test_value_that_is_no_choice_is_refused(people, path, query, field):
    refused = answer(people, path, query)
    assert refused.status_code == 400
    assert [(one["field"], one["code"]) for one in refused.json()["errors"]] == [(field, "invalid_choice")]


@pytest.mark.parametrize(
    ("query", "field", "code"),
    [
        ("state=open&state=closed", "state", "repeated_parameter"),
        ("page=1&page=2", "page", "repeated_parameter"),
        ("page=x", "page", "out_of_range"),
        ("page=0", "page", "out_of_range"),
        ("page=-1", "page", "out_of_range"),
        ("page=１", "page", "out_of_range"),
        ("page=1.5", "page", "out_of_range"),
        ("page_size=x", "page_size", "out_of_range"),
        ("page_size=201", "page_size", "out_of_range"),
        ("cursor=x", "cursor", "invalid_cursor"),
        ("reported_from=2026-02-30", "reported_from", "invalid_date"),
        ("reported_from=yesterday", "reported_from", "invalid_date"),
    ],
)
def test_parameter_that_cannot_be_read_is_refused_by_name(people, query, field, code):
    refused = answer(people, "/api/v1/tickets/", query)
    assert refused.status_code == 400
    assert [(one["field"], one["code"]) for one in refused.json()["errors"]] == [(field, code)]


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/api/v1/interactions/", "at_after"),
        ("/api/v1/interactions/", "at_before"),
        ("/api/v1/meetings/", "starts_after"),
        ("/api/v1/forums/", "starts_before"),
        ("/api/v1/trainings/", "starts_after"),
        ("/api/v1/investigations/", "due_before"),
        ("/api/v1/costs/", "from"),
        ("/api/v1/costs/sums/", "to"),
        ("/api/v1/metrics/", "to"),
        ("/api/v1/metrics/", "against_to"),
    ],
)
@pytest.mark.parametrize("value", ["soon", "0000-01-01", "0001-01-01", "2026-02-30", "10000-01-01"])
def test_day_or_moment_that_makes_no_sense_is_refused_by_name(people, path, name, value):
    if value == "0001-01-01" and "costs" in path:
        pytest.skip("a day of that year can be compared with")
    refused = answer(people, path, f"{name}={value}")
    assert refused.status_code == 400
    assert [one["field"] for one in refused.json()["errors"]] == [name]


def test_interactions_are_filtered_by_moment(people):
    facts = {"direction": "in", "channel": "phone", "body": "Asked", "now": NOW, "customer": people.customer}
    first, last = (record_interaction(actor=people.clerk, at=at, **facts) for at in (NOW - DAY, NOW))
    found = {}
    for query in ("at_after", "at_before"):
        rows = answer(people, "/api/v1/interactions/", f"{query}={NOW - DAY / 2:%Y-%m-%dT%H:%M:%SZ}").json()["results"]
        found[query] = [row["id"] for row in rows]
    assert found == {"at_after": [last.pk], "at_before": [first.pk]}


@pytest.mark.parametrize("query", ["channel=owl", "before=x"])
def test_timeline_refuses_a_wrong_parameter_in_the_language_of_the_reader(people, query):
    client = APIClient()
    client.force_authenticate(people.manager)
    refused = client.get(f"/api/v1/timeline/{people.customer.number}/?{query}", HTTP_ACCEPT_LANGUAGE="zh-hans")
    assert refused.status_code == 400
    (error,) = refused.json()["errors"]
    assert error["field"] == query.partition("=")[0]
    assert error["detail"] in {"此处不能使用这个值。", "游标不属于此列表。"}


@pytest.mark.parametrize("query", ["page=x", "page_size=0", "cursor=x", "page=1&page=1"])
def test_every_list_with_pages_refuses_what_is_no_page(people, found, query):
    name, wrong = query.partition("=")[0], []
    for path in (path for path, names in found.items() if name in names):
        refused = answer(people, path, query)
        if refused.status_code != 400 or {one["field"] for one in refused.json()["errors"]} != {name}:
            wrong.append((path, refused.status_code, refused.content[:200]))
    assert wrong == []


@pytest.mark.parametrize("query", ["state=open", "state=approval,closed", "state=open,unidentified", "owner=me", "q=x"])
def test_filters_that_pages_use_are_accepted(people, query):
    assert answer(people, "/api/v1/tickets/", query).status_code == 200


def test_other_addresses_refuse_unknown_parameters_too(people):
    client = APIClient()
    client.force_authenticate(people.manager)
    for path in (f"/api/v1/customers/{people.customer.number}/", "/api/v1/company/"):
        refused = client.get(f"{path}?colour=red")
        assert (path, refused.status_code) in {(path, 400), (path, 404)}


def test_pages_ignore_unknown_parameters(people, client):
    client.force_login(people.manager)
    assert client.get("/tickets/?utm_source=mail&sort=nothing").status_code == 200
