"""Concurrent answers by one link: one response, one history row, one event in the ticket's conversation."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import close_old_connections, connections

from aftersales.kernel.errors import DomainError
from complaints.models import TicketEntry
from complaints.services import lifecycle
from surveys.models import Ballot, Invitation, Response
from surveys.services.ballots import mix_ballots
from surveys.services.invitations import token_of
from surveys.services.responses import submit_response
from tests.factories import NOW
from tests.factories import cast as make_cast
from tests.factories.surveys import invited, round_invitations, round_of

pytestmark = pytest.mark.django_db(transaction=True)


def outcome(work) -> str:
    close_old_connections()
    try:
        work()
        return "done"
    except DomainError as error:
        return error.code
    finally:
        connections.close_all()


def at_once(*works) -> list[str]:
    with ThreadPoolExecutor(min(len(works), 50)) as pool:  # each has a connection of its own
        return sorted(pool.map(outcome, works))


def test_concurrent_answers_count_once() -> None:
    _, token = invited(make_cast())

    def submit(csat: int):
        return lambda: submit_response(token=token, answers={"csat": csat, "solved": False}, language="en", now=NOW)

    results = at_once(*(submit(1 + n % 5) for n in range(200)))
    assert results == ["already_answered"] * 199 + ["done"]
    assert Response.objects.count() == 1
    assert Invitation.history.filter(history_change_reason="answered").count() == 1
    assert TicketEntry.objects.filter(event="feedback").count() == 1
    assert TicketEntry.objects.filter(event="reopened").count() == 1


def test_concurrent_answers_to_an_anonymous_round_count_once() -> None:
    invitation = round_invitations(make_cast(), round_of(is_anonymous=True), 1)[0]

    def submit(score: int):
        return lambda: submit_response(token=token_of(invitation), answers={"img1": score}, language="en", now=NOW)

    results = at_once(*(submit(1 + n % 10) for n in range(24)))
    assert results == ["already_answered"] * 23 + ["done"]
    assert Ballot.objects.count() == 1


def test_two_sweeps_mix_every_ballot_once() -> None:
    asked = round_of(is_anonymous=True)
    for invitation in round_invitations(make_cast(), asked, 14):
        submit_response(token=token_of(invitation), answers={"img1": 7}, language="en", now=NOW)
    at_once(*([lambda: mix_ballots(round_id=asked.pk, now=NOW)] * 4))
    assert (Ballot.objects.count(), Response.objects.count()) == (5, 9)


def test_answer_and_reopening_do_not_deadlock() -> None:
    cast = make_cast()
    for n in range(1, 9):
        invitation, token = invited(cast, number=f"TK-2026-{n:05}")
        results = at_once(
            lambda token=token: submit_response(token=token, answers={"csat": 2}, language="en", now=NOW),
            lambda pk=invitation.ticket_id: lifecycle.reopen(ticket_id=pk, actor=cast.manager, now=NOW, reason="again"),
        )
        assert results in (["done", "done"], ["done", "link_expired"])
    assert Response.objects.count() == Invitation.objects.exclude(answered_at=None).count()
