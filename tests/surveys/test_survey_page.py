"""The customer's pages: one question a page, without an account, a script or a cookie."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from complaints.models import Ticket
from surveys.models import Invitation, Response
from surveys.services.invitations import reissue
from tests.factories import cast as make_cast
from tests.factories.surveys import invited

pytestmark = pytest.mark.django_db


@pytest.fixture
def now(monkeypatch):
    from tests.factories import NOW

    monkeypatch.setattr(timezone, "now", lambda: NOW)
    return NOW


@pytest.fixture
def asked(now):
    invitation, token = invited(make_cast())
    return invitation, reverse("survey", args=[token])


def hidden(response) -> dict[str, str]:
    """The hidden fields of the page."""
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', response.content.decode()))


def walk(client, url: str, **answers: str):
    """Press Next through the questions in order; a question without an answer is skipped."""
    response = client.get(url, HTTP_ACCEPT_LANGUAGE="en")
    for key in ("solved", "csat", "nps", "improve"):
        given = {f"q-{key}": answers[key], "go": "next"} if key in answers else {"go": "skip"}
        response = client.post(url, {**hidden(response), **given}, HTTP_ACCEPT_LANGUAGE="en")
    return response


def test_answers_are_saved_after_the_last_question(client, asked) -> None:
    invitation, url = asked
    response = walk(client, url, solved="yes", csat="4", nps="9", improve="退款再快些")
    assert response.status_code == 302
    row = Response.objects.get()
    assert (row.csat, row.nps, row.solved, row.comment) == (4, 9, True, "退款再快些")
    assert (row.quarter, row.region, row.tier, row.language) == ("2026-Q4", invitation.region, "long_term", "en")
    thanks = client.get(url, HTTP_ACCEPT_LANGUAGE="en")
    assert "Thank you" in thanks.content.decode() and "stays closed" in thanks.content.decode()


def test_not_solved_reopens_the_ticket(client, asked) -> None:
    invitation, url = asked
    walk(client, url, solved="no", csat="1")
    assert Ticket.objects.get(pk=invitation.ticket_id).state == "verifying"
    assert "is open again" in client.get(url, HTTP_ACCEPT_LANGUAGE="en").content.decode()


def test_nothing_is_preselected_and_next_requires_an_answer(client, asked) -> None:
    _, url = asked
    first = client.get(url, HTTP_ACCEPT_LANGUAGE="en")
    assert "checked" not in first.content.decode()
    again = client.post(url, {**hidden(first), "go": "next"}, HTTP_ACCEPT_LANGUAGE="en")
    assert again.status_code == 422
    assert "Choose an answer, or skip the question." in again.content.decode()


def test_back_shows_the_answer_given_before(client, asked) -> None:
    _, url = asked
    second = client.post(url, {"at": "0", "q-solved": "yes", "go": "next"})
    back = client.post(url, {**hidden(second), "go": "back"})
    assert re.search(r'value="yes"[^>]*checked', back.content.decode())


def test_skipping_every_question_saves_no_response(client, asked) -> None:
    _, url = asked
    response = walk(client, url)
    assert response.status_code == 422
    assert "Answer at least one question." in response.content.decode()
    assert not Response.objects.exists()


def test_language_button_keeps_question_and_answers(client, asked) -> None:
    _, url = asked
    data = {"at": "1", "q-solved": "yes", "q-csat": "2", "language": "zh-hans"}
    chinese = client.post(url, data, HTTP_ACCEPT_LANGUAGE="en")
    text = chinese.content.decode()
    assert "这次处理的整个过程" in text and re.search(r'value="2"[^>]*checked', text)
    assert hidden(chinese)["q-solved"] == "yes"
    assert chinese.cookies["django_language"].value == "zh-hans"
    assert "这次的问题解决了吗" in client.get(url, HTTP_ACCEPT_LANGUAGE="en").content.decode()


def test_fifty_get_requests_change_nothing(client, asked) -> None:
    invitation, url = asked
    before = Invitation.objects.filter(pk=invitation.pk).values().get(), Invitation.history.count()
    for _n in range(25):
        assert client.get(url).status_code == 200
        assert client.head(url).status_code == 200
    assert (Invitation.objects.filter(pk=invitation.pk).values().get(), Invitation.history.count()) == before
    assert not Response.objects.exists()


def test_second_answer_says_that_the_first_counts(client, asked) -> None:
    _, url = asked
    walk(client, url, csat="5")
    again = client.post(url, {"at": "3", "q-csat": "1", "go": "skip"}, HTTP_ACCEPT_LANGUAGE="en")
    assert again.status_code == 409
    assert "already answered" in again.content.decode()
    assert Response.objects.get().csat == 5


def test_expired_link_says_so(client, asked) -> None:
    invitation, url = asked
    Invitation.objects.filter(pk=invitation.pk).update(expires_at=timezone.now())
    for response in (
        client.get(url, HTTP_ACCEPT_LANGUAGE="en"),
        client.post(url, {"go": "next"}, HTTP_ACCEPT_LANGUAGE="en"),
    ):
        assert response.status_code == 410
        assert "This link has expired" in response.content.decode()


def test_guessed_and_replaced_links_get_the_same_404(client, asked) -> None:
    invitation, url = asked
    reissue(invitation_id=invitation.pk, actor=None, now=timezone.now())
    guess = reverse("survey", args=["x" * 43])
    pages = [client.get(address, HTTP_ACCEPT_LANGUAGE="en") for address in (url, guess, "/no-such-page/")]
    assert [page.status_code for page in pages] == [404, 404, 404]
    # The language button contains the requested address and its own token.
    assert len({re.sub(r'value="[^"]*"', "", page.content.decode()) for page in pages}) == 1


def test_page_sends_no_referrer(client, asked) -> None:
    _, url = asked
    response = client.get(url)
    assert response["Referrer-Policy"] == "no-referrer"
    assert "no-store" in response["Cache-Control"] and "noindex" in response["X-Robots-Tag"]
    assert url not in response.content.decode()


def test_survey_is_answered_without_cookies(asked) -> None:
    from django.test import Client

    _, url = asked
    assert walk(Client(enforce_csrf_checks=True), url, csat="3").status_code == 302


@pytest.mark.parametrize("value", ["6", "0", "-1", "4.0", "NaN", "１", "", "5 ", "1e0", "True", "<script>"])
def test_hostile_choice_is_refused(client, asked, value: str) -> None:
    _, url = asked
    response = client.post(url, {"at": "1", "q-csat": value, "go": "next"})
    assert response.status_code == 422
    response = client.post(url, {"at": "3", "q-csat": value, "go": "skip"})
    assert response.status_code == 422  # invalid answers are dropped, so nothing is left to send
    assert not Response.objects.exists()


@pytest.mark.parametrize("place", ["-1", "99", "x", "9" * 400, "１", ""])
def test_hostile_question_number_starts_at_a_valid_question(client, asked, place: str) -> None:
    _, url = asked
    assert client.post(url, {"at": place, "go": "back"}).status_code == 200


def test_text_too_long_is_refused_and_kept(client, asked) -> None:
    _, url = asked
    response = client.post(url, {"at": "3", "q-csat": "4", "q-improve": "长" * 2001, "go": "next"})
    assert response.status_code == 422
    assert "长" * 2001 in response.content.decode()
    assert not Response.objects.exists()
