"""Concurrent answers by one link: one response, one history row, one event in the ticket's conversation."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import close_old_connections, connections

from aftersales.kernel.errors import DomainError
from complaints.models import TicketEntry
from complaints.services import lifecycle
from surveys.models import Invitation, Response
from surveys.services.responses import submit_response
from tests.factories import NOW
from tests.factories import cast as make_cast
from tests.factories.surveys import invited

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
    with ThreadPoolExecutor(len(works)) as pool:
        return sorted(pool.map(outcome, works))


def test_concurrent_answers_count_once() -> None:
    _, token = invited(make_cast())

    def submit(csat: int):
        return lambda: submit_response(token=token, answers={"csat": csat, "solved": False}, language="en", now=NOW)

    results = at_once(*(submit(1 + n % 5) for n in range(12)))
    assert results == ["already_answered"] * 11 + ["done"]
    assert Response.objects.count() == 1
    assert Invitation.history.filter(history_change_reason="answered").count() == 1
    assert TicketEntry.objects.filter(event="feedback").count() == 1
    assert TicketEntry.objects.filter(event="reopened").count() == 1


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
