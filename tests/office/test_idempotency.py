"""Requests with the same Idempotency-Key have one effect and one answer."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone
from rest_framework.test import APIClient

from aftersales.kernel.errors import Conflict
from aftersales.office.models import IdempotencyKey
from aftersales.office.services.idempotency import KEEP, LEASE, claim_key, keep_answer
from aftersales.staff.services.tokens import issue_token
from complaints.models import Ticket
from tests.factories import NOW, cast

pytestmark = pytest.mark.django_db
TICKETS = "/api/v1/tickets/"
BODY = {"kind": "inquiry", "description": "如何校准？", "channel": "phone"}
KEY = {"HTTP_IDEMPOTENCY_KEY": "call-2406"}


def token_client_of(person) -> APIClient:
    """A client with a token, which the middleware must recognise too."""
    client = APIClient()
    _row, token = issue_token(actor=person, label="test", now=NOW)
    client.credentials(HTTP_AUTHORIZATION=f"Token {token}")
    return client


def log(client, body=BODY, **headers):
    return client.post(TICKETS, body, format="json", **(headers or KEY))


def test_repeated_request_gets_the_first_answer_and_has_no_effect(people):
    client = token_client_of(people.clerk)
    first, second = log(client), log(client)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.content == second.content
    assert second["Idempotency-Replayed"] == "true"
    assert Ticket.objects.count() == 1


def test_keys_work_with_a_session_as_with_a_token(people, client):
    client.force_login(people.clerk)
    for _ in range(2):
        client.post(TICKETS, BODY, content_type="application/json", **KEY)
    assert Ticket.objects.count() == 1


def test_same_key_with_another_body_is_refused(people):
    client = token_client_of(people.clerk)
    log(client)
    refused = log(client, {**BODY, "kind": "opinion"})
    assert (refused.status_code, refused.json()["code"]) == (422, "idempotency_key_reused")
    assert refused["Content-Type"] == "application/problem+json"


def test_keys_are_separate_by_user_and_address(people):
    log(token_client_of(people.clerk))
    assert log(token_client_of(people.manager)).status_code == 201
    assert token_client_of(people.clerk).post("/api/v1/interactions/", BODY, format="json", **KEY).status_code == 422


def test_refusal_is_kept_as_answer(people):
    client = token_client_of(people.clerk)
    first, second = (log(client, {**BODY, "kind": "x"}) for _ in range(2))
    assert (first.status_code, second.status_code) == (400, 400)
    assert second["Content-Type"] == "application/problem+json"
    assert first.json() == second.json()


def test_second_request_during_the_first_is_a_conflict(people):
    client = token_client_of(people.clerk)
    log(client)
    IdempotencyKey.objects.update(status=None, body=None, created_at=timezone.now())
    refused = log(client)
    assert (refused.status_code, refused.json()["code"]) == (409, "idempotency_key_in_use")


def test_claim_of_a_dead_request_is_taken_over_and_fenced(people):
    made = {"actor": people.clerk, "key": "k", "fingerprint": "f"}
    first = claim_key(**made, now=NOW)
    with pytest.raises(Conflict):
        claim_key(**made, now=NOW + LEASE)
    second = claim_key(**made, now=NOW + LEASE + timedelta(seconds=1))
    with pytest.raises(Conflict):
        keep_answer(claim=first, status=201, body="{}")
    keep_answer(claim=second, status=201, body="{}")


def test_failed_request_leaves_no_effect_and_frees_the_key(people, monkeypatch):
    client = token_client_of(people.clerk)
    client.raise_request_exception = False
    monkeypatch.setattr("complaints.api.tickets.TicketDetailOut", lambda *a, **k: 1 / 0)
    assert log(client).status_code == 500
    assert not Ticket.objects.exists()
    monkeypatch.undo()
    assert log(client).status_code == 201


def test_upload_with_another_boundary_is_the_same_request(people):
    client = token_client_of(people.clerk)
    for boundary in ("one", "two"):
        photo = SimpleUploadedFile("a.pdf", b"%PDF-1.4 x", "application/pdf")
        from django.test.client import encode_multipart

        body = encode_multipart(boundary, {**BODY, "files": photo})
        answer = client.generic("POST", TICKETS, body, f"multipart/form-data; boundary={boundary}", **KEY)
        assert answer.status_code == 201
    assert Ticket.objects.count() == 1
    assert Ticket.objects.get().files.count() == 1


@pytest.mark.parametrize("key", ["", "x" * 101, "ключ", "two words"])
def test_key_must_be_short_and_plain(people, key):
    refused = log(token_client_of(people.clerk), HTTP_IDEMPOTENCY_KEY=key)
    assert (refused.status_code, refused.json()["code"]) == (400, "bad_idempotency_key")


def test_answers_are_deleted_after_a_day(people):
    from aftersales.celery import app
    from aftersales.office.services.idempotency import purge_keys

    log(token_client_of(people.clerk))
    assert purge_keys(now=timezone.now() + KEEP - timedelta(minutes=1)) == 0
    assert purge_keys(now=timezone.now() + KEEP + timedelta(minutes=1)) == 1
    every = app.conf.beat_schedule["office.purge_idempotency_keys"]["schedule"]
    assert KEEP + timedelta(seconds=every) <= timedelta(hours=24)


def test_answer_with_a_token_is_never_kept(people, client):
    from tests.factories import PASSWORD

    client.force_login(people.clerk)
    given = {"username": "clerk", "password": PASSWORD}
    answers = [client.post("/api/v1/token/", given, content_type="application/json", **KEY).json() for _ in range(2)]
    assert answers[0]["token"] != answers[1]["token"]
    assert not IdempotencyKey.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_eight_concurrent_requests_have_one_effect():
    people = cast()
    token_client_of(people.clerk)
    clients = [token_client_of(people.clerk) for _ in range(8)]

    def send(client):
        try:
            return log(client).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        codes = list(pool.map(send, clients))
    assert Ticket.objects.count() == 1
    assert set(codes) <= {201, 409}
    assert 201 in codes
