"""Every route × every role (and without sign-in): who gets past 404, and that refused requests change nothing."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import include, path, reverse

from aftersales.staff.enums import Role
from aftersales.web.policy import Policy, policy_of
from tests.factories import NOW
from tests.factories.world import Things, build, matrices, print_at_once, routes

NOBODY = "nobody"
ROLES = [*Role.values, NOBODY]
# Users of the cast by role; rep is the account rep of the customer, stranger a rep of another region.
PLAYERS = {"service": "clerk", "colleague": "warehouse"}
# Routes of things without a region; a matrix may name more as SHARED.
SHARED = frozenset(
    {"api-product-detail", "api-questionnaire-detail", "api-user-detail", "password_link", "survey"}
).union(*(getattr(matrix, "SHARED", ()) for matrix in matrices()))


def rows() -> dict[str, Any]:
    """All matrices, merged; a name in two of them is a mistake."""
    merged: dict[str, Any] = {}
    for matrix in matrices():
        twice = sorted(set(matrix.ROWS) & set(merged))
        assert not twice, f"{matrix.__name__} repeats {twice}"
        merged |= matrix.ROWS
    return merged


ROWS = rows()


def policies() -> Iterator[tuple[str, str, Policy | None]]:
    """Route, action ("" for a page), policy."""
    for name, entry, _names in routes():
        found = policy_of(entry.callback)
        actions = set((getattr(entry.callback, "actions", None) or {}).values())
        if isinstance(found, dict):
            yield from ((name, action, found.get(action)) for action in actions)
        else:
            yield name, "", found


def row_of(name: str, action: str = "") -> Any:
    return ROWS.get(f"{name}:{action}", ROWS.get(name))


def words(rule: Policy) -> Any:
    if rule.public:
        return "public"
    return "everyone" if rule.roles is None else frozenset(map(str, rule.roles))


def admitted(row: Any, role: str) -> bool:
    if row == "public":
        return True
    return role != NOBODY and (row == "everyone" or role in row)


def test_every_route_has_a_name_a_policy_and_a_matrix_row():
    named = [(name, action) for name, action, rule in policies() if not name or rule is None]
    assert named == [], "routes without a name or a policy"
    missing = sorted(
        {f"{name}:{action}".rstrip(":") for name, action, _rule in policies() if row_of(name, action) is None}
    )
    assert missing == [], "add these routes to tests/permissions/matrix_<app>.py"


def test_matrix_rows_agree_with_the_policies():
    wrong = {
        (name, action): (row_of(name, action), words(rule))
        for name, action, rule in policies()
        if rule and row_of(name, action) != words(rule)
    }
    assert wrong == {}


def test_matrix_rows_have_a_route():
    known = {name for name, _action, _rule in policies()} | {f"{name}:{action}" for name, action, _rule in policies()}
    assert sorted(set(ROWS) - known) == []


def test_route_names_are_unique():
    names = [name for name, _entry, _names in routes()]
    assert sorted({name for name in names if names.count(name) > 1}) == []


@pytest.fixture
def things(db, monkeypatch, time_machine) -> Things:
    """One object for every address. The renderer prints nothing."""
    time_machine.move_to(NOW, tick=False)
    print_at_once(monkeypatch)
    return build()


def client_as(things: Things, role: str) -> Client:
    """A client of the role; every other role uses English."""
    client = Client(raise_request_exception=False)
    if role != NOBODY:
        person = getattr(things.cast, PLAYERS.get(role, role))
        person.language = ("zh-hans", "en")[ROLES.index(role) % 2] if role in ROLES else "zh-hans"
        person.save()
        client.force_login(person)
    return client


def addresses(things: Things) -> Iterator[tuple[str, str, dict[str, str]]]:
    """Route name, address, and for the API the action of each method."""
    for name, entry, names in routes():
        actions = getattr(entry.callback, "actions", None) or {}
        yield name, reverse(name, kwargs=things.kwargs(name, names)), actions


def refused(name: str, response: Any, role: str) -> bool:
    """404 for users; somebody who is not signed in gets 401 from the API and the sign-in page elsewhere."""
    if role != NOBODY:
        return response.status_code == 404
    if name.startswith(("api-", "schema", "api_docs")):
        return response.status_code == 401
    return response.status_code == 302 and response["Location"].startswith("/sign-in/")


# `make check` tests two roles, `make test` all; both compare the policies for all roles.
WALKS = [role if role in {Role.SERVICE, NOBODY} else pytest.param(role, marks=pytest.mark.slow) for role in ROLES]


@pytest.mark.once
@pytest.mark.parametrize("role", WALKS)
def test_role_reads_its_routes_and_refused_writes_change_nothing(things, monkeypatch, role):
    """Both in one test, because the set-up takes as long as the requests."""
    client = client_as(things, role)
    before = counts()
    with monkeypatch.context() as writing:
        # The page that says so, with its menu, takes longer than the refusal. Reading shows it.
        writing.setattr("aftersales.urls.handler404", lambda request, exception: HttpResponse(status=404))
        assert wrong_writing(client, things, role) == []
    assert counts() == before
    assert wrong_reading(client, things, role) == []


def wrong_reading(client: Client, things: Things, role: str) -> list[tuple[str, int]]:
    wrong = []
    for name, address, actions in addresses(things):
        if actions and "get" not in actions:
            continue
        response = client.get(address)
        if admitted(row_of(name, actions.get("get", "")), role):
            good = response.status_code < 500 and (role == NOBODY or response.status_code != 401)
        else:
            good = refused(name, response, role)
        if not good:
            wrong.append((name, response.status_code))
    return wrong


def wrong_writing(client: Client, things: Things, role: str) -> list[tuple[str, str, int]]:
    wrong = []
    for name, address, actions in addresses(things):
        for method in ("post", "put", "patch", "delete"):
            row = row_of(name, actions.get(method, ""))
            if (actions and method not in actions) or admitted(row, role):
                continue
            response = getattr(client, method)(address, {}, content_type="application/json")
            if not refused(name, response, role):
                wrong.append((method, name, response.status_code))
    return wrong


def counts() -> dict[str, int]:
    """Number of rows by table; each change also writes a history row."""
    return {
        model._meta.label: model._default_manager.count()
        for model in apps.get_models()
        if model._meta.app_label not in {"sessions", "contenttypes", "auth"}
    }


def test_rows_of_another_region_are_404(things):
    """A rep of another region gets 404 where the customer's own rep reads."""
    own, stranger, wrong = client_as(things, "rep"), client_as(things, "stranger"), []
    named = {name for name, _entry, names in routes() if names}
    for name, address, actions in addresses(things):
        if name not in named or name in SHARED or (actions and "get" not in actions):
            continue
        if own.get(address).status_code == 200 and stranger.get(address).status_code != 404:
            wrong.append(name)
    assert wrong == []


def open_to_all(request: Any) -> HttpResponse:
    return HttpResponse("open")


urlpatterns = [path("forgotten/", open_to_all, name="forgotten"), path("", include("aftersales.urls"))]


@override_settings(ROOT_URLCONF=__name__)
def test_view_without_a_policy_is_404(things):
    assert client_as(things, "admin").get("/forgotten/").status_code == 404
    assert client_as(things, NOBODY).get("/forgotten/").status_code == 404
