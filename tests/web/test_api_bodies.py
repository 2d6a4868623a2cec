"""Bodies of the API that say two things at once, answers that say when to try again, methods that do not exist."""

from __future__ import annotations

import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from aftersales.staff.api.tokens import TokenThrottle
from aftersales.staff.views.account import ForgottenThrottle
from aftersales.web.throttles import Throttle
from customers.services import searching
from surveys.api.views import SubmitThrottle
from tests.complaints import factories as make
from tests.factories.clients import api_client_of, client_of

pytestmark = pytest.mark.django_db
JSON = "application/json"


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ('{"name": "甲", "name": "乙"}', "name"),
        ('{"name": "甲", "\\u006eame": "甲"}', "name"),
        ('{"lines": [{"purchase": 1, "quantity": 1, "quantity": 9}]}', "quantity"),
        ('{"a": {"b": {"c": 1, "c": 1}}}', "c"),
        ('{"": 1, "": 2}', ""),
        ('{"\\ud800": 1, "\\ud800": 2}', "?"),
    ],
)
@pytest.mark.parametrize("address", ["/api/v1/customers/", "/api/v1/token/", "/api/v1/responses/"])
def test_key_that_is_given_twice_is_refused_by_name(people, counting, address, body, name):
    client = Client() if "customers" not in address else client_of(people.manager)
    refused = client.post(address, body, content_type=JSON)
    assert (refused.status_code, refused["Content-Type"]) == (400, "application/problem+json")
    assert [(row["field"], row["code"]) for row in refused.json()["errors"]] == [(name, "repeated_key")]


def test_field_of_a_form_with_files_is_sent_once_and_files_as_often_as_one_likes(people):
    address = f"/api/v1/tickets/{make.logged(people).number}/note/"
    pictures = [SimpleUploadedFile(f"{n}.png", b"x", "image/png") for n in range(2)]
    refused = api_client_of(people.clerk).post(address, {"body": ["一", "二"], "files": pictures}, format="multipart")
    assert refused.status_code == 400
    assert [(row["field"], row["code"]) for row in refused.json()["errors"]] == [("body", "repeated_key")]


@pytest.mark.parametrize("body", ['{"a": Nan}', '{"a": ' + "9" * 5000 + "}", "{", "\ufeff{}", "{}{}"])
def test_body_that_is_no_json_is_refused(people, body):
    refused = client_of(people.manager).post("/api/v1/customers/", body, content_type=JSON)
    assert (refused.status_code, refused.json()["code"]) == (400, "parse_error")


@pytest.mark.parametrize("value", ["NaN", "-Infinity", "1e400", '"NaN"', '"0x10"', "true", "[]", "{}", "1" + "0" * 30])
def test_what_is_no_amount_or_count_is_refused_by_the_name_of_its_field(people, value):
    address = f"/api/v1/tickets/{make.logged(people).number}/propose/"
    for name in ("quantity", "unit_price", "purchase"):
        line = {"purchase": people.sold.pk, "quantity": 1, name: "?"}
        body = json.dumps({"remedy": "refund", "reason": "x", "lines": [line]}).replace('"?"', value)
        refused = client_of(people.clerk).post(address, body, content_type=JSON)
        assert (refused.status_code, {row["field"] for row in refused.json()["errors"]}) == (400, {f"lines.0.{name}"})


def test_method_that_does_not_exist_is_said_to_everybody_who_is_signed_in(people):
    for user in (people.admin, people.rep):
        for method in ("put", "patch", "trace"):
            answer = client_of(user).generic(method.upper(), "/api/v1/backups/")
            assert (answer.status_code, answer["Content-Type"]) == (405, "application/problem+json")
    assert client_of(people.rep).get("/api/v1/backups/").status_code == 404
    assert Client().put("/api/v1/backups/").status_code == 401


def _wrong_sign_in():
    return Client().post("/sign-in/", {"username": "clerk", "password": "wrong"})


def _wrong_token():
    return Client().post("/api/v1/token/", {"username": "clerk", "password": "wrong"}, content_type=JSON)


def _forgotten():
    return Client().post("/forgotten/", {"who": "clerk"})


def _response():
    return Client().post("/api/v1/responses/", {"token": "x", "answers": {"csat": 5}}, content_type=JSON)


@pytest.mark.parametrize("send", [_wrong_sign_in, _wrong_token, _forgotten, _response])
def test_whoever_is_stopped_is_told_when_to_try_again(people, counting, monkeypatch, send):
    for throttle in (TokenThrottle, ForgottenThrottle, SubmitThrottle):
        monkeypatch.setattr(throttle, "limit", 12)
    answers = [send() for _ in range(13)]
    assert answers[-1].status_code == 429
    assert all(_says_when(one) for one in answers if one.status_code == 429)


@pytest.mark.parametrize(
    ("method", "address"),
    [
        ("post", "/api/v1/customers/search/"),
        ("get", "/api/v1/tickets/?q=1381"),
        ("post", "/customers/search/"),
        ("post", "/palette/"),
        ("get", "/tickets/?q=1381"),
    ],
)
def test_whoever_searches_too_much_is_told_when_to_search_again(people, counting, monkeypatch, method, address):
    monkeypatch.setitem(searching.LIMITS, True, 0)
    client = client_of(people.clerk)
    kind = JSON if "/api/" in address else "application/x-www-form-urlencoded"
    body = '{"q": "1381"}' if "/api/" in address else "q=1381"
    answer = client.get(address) if method == "get" else client.post(address, body, content_type=kind)
    assert answer.status_code == 429 and _says_when(answer)


def test_every_throttle_says_how_long_it_lasts():
    for throttle in Throttle.__subclasses__():
        assert 1 <= throttle().wait() <= throttle.seconds


def _says_when(answer) -> bool:
    return bool(re.fullmatch(r"[1-9][0-9]*", answer.get("Retry-After", "")))
