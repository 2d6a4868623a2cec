"""API tokens and the list of users."""

import pytest
from rest_framework.test import APIClient

from aftersales.staff.api.tokens import TokenThrottle
from aftersales.staff.models import ApiToken
from tests.factories import PASSWORD
from tests.factories.clients import api_client_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("empty_cache")]
TOKEN = "/api/v1/token/"


def sign_in(username="clerk", password=PASSWORD, **more):
    return APIClient().post(TOKEN, {"username": username, "password": password, **more}, format="json")


def with_token(token) -> APIClient:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Token {token}")
    return client


def test_token_is_shown_once_and_opens_the_api(people):
    answer = sign_in(label="ERP")
    assert (answer.status_code, answer["Cache-Control"]) == (201, "no-store")
    token = answer.json()["token"]
    row = ApiToken.objects.get()
    assert row.label == "ERP"
    assert token not in str(vars(row))
    assert with_token(token).get("/api/v1/users/").status_code == 200


def test_revoked_token_opens_nothing(people):
    client = with_token(sign_in().json()["token"])
    assert client.delete(TOKEN).status_code == 204
    assert client.get("/api/v1/users/").status_code == 401
    assert client.delete(TOKEN).status_code == 401


def test_session_has_no_token_to_revoke(people):
    client = api_client_of(people.clerk)
    assert client.delete(TOKEN).status_code == 400


@pytest.mark.parametrize(
    ("username", "password"), [("clerk", "wrong"), ("nobody", PASSWORD), ("clerk", "demo-aftersales")]
)
def test_wrong_name_and_wrong_password_get_the_same_answer(people, username, password):
    answer = sign_in(username, password)
    assert (answer.status_code, answer.json()["code"]) == (401, "authentication_failed")
    assert not ApiToken.objects.exists()


def test_deactivated_user_gets_no_token_and_loses_the_old_one(people):
    client = with_token(sign_in().json()["token"])
    people.clerk.is_active = False
    people.clerk.save()
    assert client.get("/api/v1/users/").status_code == 401
    assert sign_in().status_code == 401


def test_account_is_locked_after_ten_attempts(people):
    for _ in range(9):
        assert sign_in(password="wrong").status_code == 401
    sign_in(password="wrong")
    locked = sign_in()
    assert (locked.status_code, locked.json()["code"]) == (429, "too_many_tries")
    assert locked["Content-Type"] == "application/problem+json"
    assert sign_in("manager").status_code == 201


def test_attempts_from_one_address_are_throttled(people, counting, monkeypatch):
    monkeypatch.setattr(TokenThrottle, "limit", 3)
    codes = [sign_in(f"nobody{n}").status_code for n in range(5)]
    assert codes == [401, 401, 401, 429, 429]


def test_forged_address_header_does_not_evade_the_throttle(people, counting, monkeypatch):
    monkeypatch.setattr(TokenThrottle, "limit", 2)
    body = {"username": "x", "password": "y"}
    codes = [
        APIClient().post(TOKEN, body, format="json", HTTP_X_FORWARDED_FOR=f"10.0.0.{n}").status_code for n in range(3)
    ]
    assert codes == [401, 401, 429]


def test_users_are_listed_without_deactivated_ones(people, django_assert_max_num_queries):
    people.clerk2.is_active = False
    people.clerk2.save()
    client = api_client_of(people.clerk)
    with django_assert_max_num_queries(5):
        rows = client.get("/api/v1/users/", {"role": "service"}).json()["results"]
    assert [(row["id"], row["username"], row["role"]) for row in rows] == [(people.clerk.pk, "clerk", "service")]
    assert "email" not in rows[0]
