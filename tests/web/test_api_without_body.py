"""Actions of the API that take no body refuse what is sent all the same, and ids are plain digits."""

import re

import pytest
from django.urls import resolve
from drf_spectacular.generators import SchemaGenerator

from aftersales.web.policy import policy_of
from tests.factories.clients import api_client_of

pytestmark = pytest.mark.django_db
ACTORS = ("manager", "admin", "clerk", "quality_manager", "quality", "rep", "gm", "executive")
WRONG = {
    "text/plain": (b"x", 415, ""),
    "application/xml": (b"<a/>", 415, ""),
    "application/json": (b'{"bogus": 1}', 400, "bogus"),
    "application/json; charset=utf-8": (b"{", 400, ""),
}


def operations():
    """Method and address of every action whose schema has no body."""
    paths = SchemaGenerator().get_schema(request=None, public=True)["paths"]
    for path, methods in paths.items():
        address = re.sub(r"\{\w+\}", "1", path.replace("{quarter}", "2026-Q4"))
        for method in {"post", "patch", "put", "delete"} & set(methods):
            if "requestBody" not in methods[method] and address != "/api/v1/token/":
                yield method, address


def client_for(people, method, address):
    """A client of the first user whose role may do it."""
    view = resolve(address).func
    rule = policy_of(view)[view.actions[method]]
    return api_client_of(next(getattr(people, name) for name in ACTORS if rule.admits(getattr(people, name))))


@pytest.mark.parametrize("content_type", WRONG)
def test_what_is_sent_is_refused(people, content_type):
    body, status, name = WRONG[content_type]
    found = []
    for method, address in operations():
        answer = client_for(people, method, address).generic(method, address, body, content_type=content_type)
        named = {one["field"] for one in answer.json().get("errors", ())}
        if answer.status_code != status or (name and named != {name}):
            found.append((method, address, answer.status_code, answer.content[:120]))
    assert found == []
    assert len(list(operations())) > 40


def test_nothing_or_an_empty_object_is_no_body(people):
    ways = ({}, {"data": {}, "format": "json"}, {"data": "", "content_type": "text/plain"})
    client = api_client_of(people.manager)
    found = {client.post("/api/v1/reception/end-announcement/", **way).status_code for way in ways}
    assert found == {204}


@pytest.mark.parametrize("digits", ["%EF%BC%91", "%D9%A1", "0_1", "-1", "1" * 19, "1.0"])
def test_id_is_ascii_digits(people, digits):
    """int() reads other digits and underscores, and would lead to another row."""
    client = api_client_of(people.manager)
    for noun in ("contacts", "approvals", "care-actions", "grade-rules", "users"):
        assert client.get(f"/api/v1/{noun}/{digits}/").status_code == 404
