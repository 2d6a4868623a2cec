"""The customer's pages: one question a page, without an account or a script, and no token after the first address."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from complaints.models import Ticket
from surveys.models import Ballot, Choice, Invitation, Question, Questionnaire, Response, SurveyDraft
from surveys.queries import hash_of
from surveys.services.invitations import reissue, token_of
from tests.factories import cast as make_cast
from tests.factories.surveys import invited, questionnaires, round_invitations, round_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def now(monkeypatch):
    from tests.factories import NOW

    monkeypatch.setattr(timezone, "now", lambda: NOW)
    return NOW


@pytest.fixture
def asked(now, client):
    """An invitation whose link was opened on this device, and the address of its page."""
    invitation, token = invited(make_cast())
    assert client.get(reverse("survey", args=[token])).status_code == 302
    return invitation, reverse("survey_page")


def hidden(response) -> dict[str, str]:
    """The hidden fields of the page."""
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', response.content.decode()))


def send(client, url: str, data: dict, **more):
    """Send the form of the page with these values."""
    return client.post(url, {"survey": hidden(client.get(url))["survey"], **data}, **more)


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
    second = send(client, url, {"at": "0", "q-solved": "yes", "go": "next"})
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
    chinese = send(client, url, data, HTTP_ACCEPT_LANGUAGE="en")
    text = chinese.content.decode()
    assert "这次处理的整个过程" in text and re.search(r'value="2"[^>]*checked', text)
    assert hidden(chinese)["q-solved"] == "yes"
    assert chinese.cookies["django_language"].value == "zh-hans"
    assert "第 2 题" in client.get(url, HTTP_ACCEPT_LANGUAGE="en").content.decode()


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
    again = send(client, url, {"at": "3", "q-csat": "1", "go": "skip"}, HTTP_ACCEPT_LANGUAGE="en")
    assert again.status_code == 409
    assert "already answered" in again.content.decode()
    assert Response.objects.get().csat == 5


def test_expired_link_says_so(client, asked) -> None:
    invitation, url = asked
    handle = hidden(client.get(url))["survey"]
    Invitation.objects.filter(pk=invitation.pk).update(expires_at=timezone.now())
    for response in (
        client.get(url, HTTP_ACCEPT_LANGUAGE="en"),
        client.post(url, {"survey": handle, "go": "next"}, HTTP_ACCEPT_LANGUAGE="en"),
    ):
        assert response.status_code == 410
        assert "This link has expired" in response.content.decode()


def test_guessed_and_replaced_links_get_the_same_404(client, asked) -> None:
    invitation, page = asked
    old = reverse("survey", args=[token_of(invitation)])
    reissue(invitation_id=invitation.pk, actor=None, now=timezone.now())
    guess = reverse("survey", args=["x" * 43])
    told, guessed = (client.get(address, HTTP_ACCEPT_LANGUAGE="en") for address in (old, guess))
    assert (told.status_code, guessed.status_code) == (404, 404)
    # Each page has its own token.
    texts = {re.sub(r"\w{64}", "", page.content.decode()) for page in (told, guessed)}
    assert len(texts) == 1 and "Copy the whole link from our message." in texts.pop()
    # A page for staff says nothing of lists and searches to those who are not signed in either.
    assert "Search by number" not in client.get("/no-such-page/", HTTP_ACCEPT_LANGUAGE="en").content.decode()
    # The device on which the old link was opened has no right any more either.
    assert client.get(page).status_code == 404


def test_link_is_exchanged_for_a_cookie(client, now) -> None:
    invitation, token = invited(make_cast())
    response = client.get(reverse("survey", args=[token]))
    assert (response.status_code, response["Location"]) == (302, reverse("survey_page"))
    cookie = response.cookies["survey"]
    assert cookie["httponly"] and cookie["samesite"] == "Lax" and cookie["path"] == "/s/"
    assert token not in cookie.value
    page = client.get(response["Location"])
    assert token not in page.content.decode() and page["Referrer-Policy"] == "no-referrer"


def test_page_without_its_link_asks_to_open_it(client, asked) -> None:
    from django.test import Client

    response = Client().get(asked[1], HTTP_ACCEPT_LANGUAGE="en")
    assert response.status_code == 404 and "Open the link in our message again" in response.content.decode()
    client.cookies["survey"] = client.cookies["survey"].value + "x"
    assert client.get(asked[1]).status_code == 404


def test_two_surveys_on_one_device_are_not_mixed_up(client, asked) -> None:
    first, url = asked
    page = client.get(url)
    first.pk, first.key, first.token_hash, first.turn = None, "another", "h", None
    first.token_hash = hash_of(token_of(first))
    first.save()
    second = first
    client.get(reverse("survey", args=[token_of(second)]))
    response = client.post(url, {**hidden(page), "at": "3", "q-csat": "1", "go": "skip"}, HTTP_ACCEPT_LANGUAGE="en")
    assert response.status_code == 409 and "Another survey was opened" in response.content.decode()
    assert not Response.objects.exists()


def test_form_of_another_site_is_refused(client, asked) -> None:
    assert client.post(asked[1], {"at": "3", "q-csat": "1", "go": "skip"}).status_code == 409
    assert not Response.objects.exists()


def test_another_device_goes_on_where_the_first_one_stopped(client, asked) -> None:
    from django.test import Client

    invitation, url = asked
    send(client, url, {"at": "0", "q-solved": "yes", "go": "next"})
    invitation.refresh_from_db()
    assert invitation.opened_on == timezone.now().date()
    other = Client()
    other.get(reverse("survey", args=[token_of(invitation)]))
    page = other.get(url, HTTP_ACCEPT_LANGUAGE="en")
    assert "Question 2 of 4" in page.content.decode() and hidden(page)["q-solved"] == "yes"
    walk(other, url, csat="5")
    assert not SurveyDraft.objects.exists()


def test_seconds_and_device_are_kept_of_a_named_answer(client, asked) -> None:
    walk(client, asked[1], csat="5")
    row = Response.objects.get()
    assert row.seconds is not None and 0 <= row.seconds < 60
    assert len(row.device) == 64


@pytest.mark.parametrize("clock", ["", "x", "1:2:3", "９"])
def test_forged_clock_is_ignored(client, asked, clock: str) -> None:
    send(client, asked[1], {"at": "3", "q-csat": "4", "go": "skip", "clock": clock})
    assert Response.objects.get().seconds is None


def test_answers_to_an_anonymous_round_stay_on_the_device(client, now) -> None:
    invitation = round_invitations(make_cast(), round_of(is_anonymous=True, questionnaire=questionnaires()), 1)[0]
    url = reverse("survey_page")
    client.get(reverse("survey", args=[token_of(invitation)]))
    page = client.get(url, HTTP_ACCEPT_LANGUAGE="en")
    assert "nothing leads from your answers to you" in page.content.decode() and "clock" not in hidden(page)
    client.post(url, {**hidden(page), "q-solved": "yes", "go": "next"})
    invitation.refresh_from_db()
    assert not SurveyDraft.objects.exists() and invitation.opened_on == now.date()
    again = client.get(url, HTTP_ACCEPT_LANGUAGE="en")
    assert "Question 2 of 4" in again.content.decode() and hidden(again)["q-solved"] == "yes"
    walk(client, url, csat="4")
    assert "Nothing leads from them to you" in client.get(url, HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert Ballot.objects.count() == 1 and not Response.objects.exists()


def test_page_sends_no_referrer(client, asked) -> None:
    _, url = asked
    response = client.get(url)
    assert response["Referrer-Policy"] == "no-referrer"
    assert "no-store" in response["Cache-Control"] and "noindex" in response["X-Robots-Tag"]


@pytest.mark.parametrize("value", ["6", "0", "-1", "4.0", "NaN", "１", "", "5 ", "1e0", "True", "<script>"])
def test_hostile_choice_is_refused(client, asked, value: str) -> None:
    _, url = asked
    response = send(client, url, {"at": "1", "q-csat": value, "go": "next"})
    assert response.status_code == 422
    response = send(client, url, {"at": "3", "q-csat": value, "go": "skip"})
    assert response.status_code == 422  # invalid answers are dropped, so nothing is left to send
    assert not Response.objects.exists()


@pytest.mark.parametrize("place", ["-1", "99", "x", "9" * 400, "１", ""])
def test_hostile_question_number_starts_at_a_valid_question(client, asked, place: str) -> None:
    _, url = asked
    assert send(client, url, {"at": place, "go": "back"}).status_code == 200


def test_text_too_long_is_refused_and_kept(client, asked) -> None:
    _, url = asked
    response = send(client, url, {"at": "3", "q-csat": "4", "q-improve": "长" * 2001, "go": "next"})
    assert response.status_code == 422
    assert "长" * 2001 in response.content.decode()
    assert not Response.objects.exists()


def everything() -> Questionnaire:
    """A questionnaire with every kind of question."""
    form = Questionnaire.objects.create(code="all", version=1, kind="ticket", title_zh="全部", title_en="All")
    kinds = [("scale", 10), ("scale", 7), ("effort", 7), ("recommend", 10), ("single", 5), ("multiple", 5), ("text", 5)]
    for place, (kind, points) in enumerate(kinds, start=1):
        facts = {"text_zh": f"题 {place}", "text_en": f"Ask {place}", "may_not_apply": place in (1, 6)}
        slot = None if kind in ("multiple", "text") else place
        row = Question.objects.create(
            questionnaire=form, position=place, key=f"k{place}", slot=slot, kind=kind, points=points, **facts
        )
        for n in (1, 2, 3) if kind in ("single", "multiple") else ():
            Choice.objects.create(question=row, position=n, text_zh=f"选 {n}", text_en=f"Choice {n}")
    return form


def test_every_kind_of_question_is_answered(client, asked) -> None:
    invitation, url = asked
    Invitation.objects.filter(pk=invitation.pk).update(questionnaire=everything())
    given = [("k1", "na"), ("k2", "7"), ("k3", "3"), ("k4", "0"), ("k5", "2"), ("k6", ["1", "3"]), ("k7", "好\u202e的")]
    page = client.get(url, HTTP_ACCEPT_LANGUAGE="en")
    assert "1 Very dissatisfied" in page.content.decode() and "10 Very satisfied" in page.content.decode()
    for key, value in given:
        page = client.post(url, {**hidden_lists(page), f"q-{key}": value, "go": "next"}, HTTP_ACCEPT_LANGUAGE="en")
    assert page.status_code == 302
    row = Response.objects.get()
    assert row.answers == {"k1": "na", "k2": 7, "k3": 3, "k4": 0, "k5": 2, "k6": [1, 3]}
    assert (row.q01, row.q02, row.q03, row.q04, row.q05, row.q06, row.comment) == (None, 7, 3, 0, 2, None, "好的")


def hidden_lists(response) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', response.content.decode()):
        found.setdefault(name, []).append(value)
    return found


@pytest.mark.parametrize("value", [["4"], ["1", "1", "9"], ["na", "1"], ["x"], ["１"], ["0"], ["-1"], ["True"]])
def test_hostile_choices_are_refused(client, asked, value) -> None:
    invitation, url = asked
    Invitation.objects.filter(pk=invitation.pk).update(questionnaire=everything())
    response = send(client, url, {"at": "5", "q-k6": value, "go": "next"})
    assert response.status_code == 422


def test_whether_scores_were_steered_has_four_answers(client, now) -> None:
    cast = make_cast()
    invitation = round_invitations(cast, round_of(), 1)[0]
    assert client.get(reverse("survey", args=[token_of(invitation)])).status_code == 302
    place = list(invitation.questionnaire.questions.values_list("key", flat=True)).index("fair")
    url = reverse("survey_page")
    page = send(client, url, {"at": str(place - 1), "go": "skip"}, HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert re.findall(r'value="(\d)"[^>]*>([^<]+)</label>', page) == [
        ("1", "No"),
        ("2", "Someone hinted or asked for a high score"),
        ("3", "Someone offered a gift or favour"),
        ("4", "I would rather not say"),
    ]
    assert "Only auditors see" in page and "checked" not in page
    done = send(client, url, {"at": str(place + 1), "q-fair": "3", "go": "skip"})
    assert done.status_code == 302 and Response.objects.get().answers == {"fair": 3}


@pytest.mark.parametrize("draft", [[], "x", {"given": {"csat": [9], "nps": {}}, "at": -4}, {"given": {"csat": 77}}, {}])
def test_draft_of_an_older_program_does_no_harm(client, asked, draft) -> None:
    SurveyDraft.objects.create(invitation=asked[0], answers=draft, saved_at=timezone.now())
    assert client.get(asked[1]).status_code == 200
