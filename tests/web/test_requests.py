"""Requests that no browser sends are refused, as a page or as problem details, and never cause an error."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.clients import client_of
from tests.factories.world import Things, build, print_at_once, routes
from tests.permissions.test_matrix import NOBODY, admitted, row_of

pytestmark = pytest.mark.django_db
PROBLEM = "application/problem+json"
CHARSETS = ("bz2_codec", "utf-16", "utf-7", "rot13", "gb18030", "idna", "nothing")
KINDS = ("multipart/form-data; boundary=x", "application/x-www-form-urlencoded", "application/json", "text/plain")
WHOLE = b'--x\r\nContent-Disposition: form-data; name="description"\r\n\r\n1\r\n--x--\r\n'


@pytest.fixture
def browser(people) -> Client:
    return client_of(people.manager, raise_request_exception=False)


def is_refused(response, address: str, status: int) -> bool:
    kind = PROBLEM if address.startswith("/api/") else "text/html; charset=utf-8"
    return (response.status_code, response["Content-Type"]) == (status, kind)


@pytest.mark.parametrize("address", ["/sign-in/", "/tickets/new/", "/drafts/", "/s/x/", "/api/v1/tickets/", "/api/v1/"])
def test_body_in_another_encoding_is_refused(browser, address):
    for charset in CHARSETS:
        for kind in KINDS:
            for client in (browser, Client(raise_request_exception=False)):
                response = client.generic("POST", address, WHOLE, content_type=f"{kind}; charset={charset}")
                assert is_refused(response, address, 415), (charset, kind, response.status_code)


@pytest.mark.parametrize("charset", ["utf-8", "UTF8", "utf_8", "us-ascii"])
def test_utf8_may_be_named(browser, charset):
    body = b'{"q": "x"}'
    address = "/api/v1/customers/search/"
    assert (
        browser.generic("POST", address, body, content_type=f"application/json; charset={charset}").status_code == 200
    )


@pytest.mark.parametrize("address", ["/tickets/new/", "/api/v1/tickets/"])
def test_upload_that_ends_before_its_last_line_is_refused(browser, address):
    """Cut anywhere; also at the last byte of the closing boundary."""
    whole = browser.generic("POST", address, WHOLE, content_type=KINDS[0])
    assert not is_refused(whole, address, 400) or whole.json()["code"] == "invalid"
    for cut in (10, 40, len(WHOLE) - 9, len(WHOLE) - 3):
        response = browser.generic("POST", address, WHOLE[:cut], content_type=KINDS[0])
        assert is_refused(response, address, 400), cut


@pytest.mark.parametrize("address", ["/api/v1/tickets/", "/api/v1/customers/search/"])
@pytest.mark.parametrize("key", ["", "a-key"])
def test_body_over_two_megabytes_is_413_with_problem_details(browser, address, key):
    headers = {"Idempotency-Key": key} if key else {}
    body = b'{"q": "' + b"x" * 2_200_000 + b'"}'
    response = browser.generic("POST", address, body, content_type="application/json", headers=headers)
    assert is_refused(response, address, 413)
    assert response.json()["code"] == "too_large"


def test_form_over_two_megabytes_is_413(browser):
    assert browser.post("/tickets/new/", "a=" + "x" * 2_200_000, content_type=KINDS[1]).status_code == 413


@pytest.mark.parametrize("address", ["/api/", "/api/v1/", "/api/v1/nothing/", "/api/v2/tickets/", "/api/v1/tickets"])
def test_unknown_address_of_the_api_is_404_with_problem_details(browser, address):
    response = browser.get(address, follow=True) if address.endswith("tickets") else browser.get(address)
    if not address.endswith("tickets"):
        assert is_refused(response, address, 404)


def test_nul_in_the_address_names_the_parameter(browser):
    response = browser.get("/api/v1/tickets/?q=a%00b&state=open", headers={"accept-language": "en"})
    assert is_refused(response, "/api/", 400)
    assert [one["field"] for one in response.json()["errors"]] == ["q"]


def addresses(things: Things) -> Iterator[tuple[str, str]]:
    """Each address with the first of three roles whom its matrix rows let read or write it, or "nobody"."""
    for name, entry, names in routes():
        actions = set((getattr(entry.callback, "actions", None) or {"": ""}).values())
        rows = [row_of(name, action) for action in actions]
        readers = (role for role in ("manager", "admin", "quality") if any(admitted(row, role) for row in rows))
        yield reverse(name, kwargs=things.kwargs(name, names)), next(readers, NOBODY)


METHODS = (("OPTIONS", "TRACE", "BREW"), ("HEAD",), ("PUT", "PATCH", "DELETE"))


@pytest.mark.slow
@pytest.mark.once
@pytest.mark.parametrize("is_signed_in", [True, False])
def test_no_method_causes_an_error_at_any_address(at_now, db, monkeypatch, is_signed_in):
    print_at_once(monkeypatch)
    things = build()
    clients = {role: Client(raise_request_exception=False) for role in ("manager", "admin", "quality", NOBODY)}
    for role in clients:
        if role != NOBODY:
            clients[role].force_login(getattr(things.cast, role))
    wrong = []
    for at, (address, reader) in enumerate(addresses(things)):
        client = clients[reader if is_signed_in else NOBODY]
        # One of each kind at each address: what refuses a method is the same code at all of them.
        for kind in METHODS if is_signed_in else [sum(METHODS, ())]:
            method = kind[at % len(kind)]
            response = client.generic(method, address, b"{}", content_type="application/json")
            if response.status_code >= 500 or (
                address.startswith("/api/v1/") and response.status_code >= 400 and response["Content-Type"] != PROBLEM
            ):
                wrong.append((method, address, response.status_code, response["Content-Type"]))
    assert wrong == [], wrong
    assert clients["manager"].get("/").status_code == 200, "none of these requests signs out"
