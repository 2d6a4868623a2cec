"""Responses: once per link, only with offered choices, never changed."""

from datetime import timedelta

import pytest

from aftersales.kernel.errors import Conflict, InvalidInput, NotVisible, RuleViolation
from complaints.models import Ticket, TicketEntry
from surveys.models import Invitation, Response
from surveys.services.responses import submit_response
from tests.factories import NOW
from tests.factories import cast as make_cast
from tests.factories.surveys import GOOD, invited

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(db):
    return invited(make_cast())


def submit(token: str, now=NOW, language: str = "en", **answers) -> Response:
    return submit_response(token=token, answers=answers, language=language, now=now)


def test_response_saves_the_facts_for_figures(asked) -> None:
    invitation, token = asked
    row = submit(token, **GOOD)
    assert (row.csat, row.nps, row.solved, row.comment) == (5, 10, True, "取货很快")
    assert row.answers == {"solved": True, "csat": 5, "nps": 10}
    assert (row.quarter, row.region_id, row.tier) == ("2026-Q4", invitation.region_id, "long_term")


def test_quarter_follows_the_company_date(asked) -> None:
    # 31 December in London is 1 January in Shanghai; the invitation of 18 November must live until then.
    Invitation.objects.update(expires_at=NOW + timedelta(days=60))
    assert submit(asked[1], now=NOW.replace(month=12, day=31, hour=17), csat=4).quarter == "2027-Q1"


def test_response_is_entered_in_the_conversation(asked) -> None:
    invitation, token = asked
    submit(token, csat="4")
    assert TicketEntry.objects.get(ticket=invitation.ticket_id, event="feedback").params["csat"] == "4"
    assert Ticket.objects.get(pk=invitation.ticket_id).state == "closed"


def test_not_solved_reopens_the_ticket_and_keeps_the_response(asked) -> None:
    invitation, token = asked
    submit(token, solved="no", improve="又坏了")
    assert Ticket.objects.get(pk=invitation.ticket_id).state == "verifying"
    invitation.refresh_from_db()
    assert invitation.answered_at == NOW and invitation.voided_at is None


def test_second_response_is_refused(asked) -> None:
    submit(asked[1], csat="5")
    with pytest.raises(Conflict):
        submit(asked[1], csat="1")
    assert Response.objects.get().csat == 5


def test_invitation_expires_at_the_exact_moment(asked) -> None:
    invitation, token = asked
    with pytest.raises(RuleViolation):
        submit(token, now=invitation.expires_at, csat="5")
    assert submit(token, now=invitation.expires_at - timedelta(microseconds=1), csat="5").csat == 5


@pytest.mark.parametrize("token", ["", "x" * 43, "\x00", "😀", "\ud800", "a" * 100_000])
def test_guessed_tokens_are_not_found(asked, token: str) -> None:
    with pytest.raises(NotVisible):
        submit(token, csat="5")


@pytest.mark.parametrize(
    "answers",
    [
        {},
        {"csat": ""},
        {"csat": 6},
        {"csat": 0},
        {"csat": True},
        {"csat": 4.0},
        {"csat": float("nan")},
        {"csat": "５"},
        {"csat": [5]},
        {"csat": {"5": 5}},
        {"csat": "na"},
        {"csat": 10**400},
        {"nps": 11},
        {"nps": "-1"},
        {"solved": "maybe"},
        {"solved": 1},
        {"improve": 5},
        {"improve": "a" * 2001},
        {"csat": 5, "grade": 5},
        {"improve": " \u202e\x00\n "},
    ],
)
def test_answers_that_were_not_offered_are_refused(asked, answers) -> None:
    with pytest.raises(InvalidInput):
        submit(asked[1], **answers)
    assert not Response.objects.exists()
    assert not Invitation.objects.exclude(answered_at=None).exists()


def test_comments_are_saved_without_control_characters(asked) -> None:
    text = "a\x00b\u202ec\ud800d\r\ne 👨\u200d👩 <b>"
    assert submit(asked[1], improve=text).comment == "abcd\ne 👨\u200d👩 <b>"


def test_unknown_language_is_ignored(asked) -> None:
    assert submit(asked[1], language="tlh", csat=3).language == ""


def test_figures_are_numbers_only(asked) -> None:
    row = submit(asked[1], csat="5", solved=True, nps=0)
    assert (row.csat, row.solved, row.nps) == (5, True, 0)
