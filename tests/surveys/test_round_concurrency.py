"""Concurrent invitations and calls: nobody is asked twice in a quarter, and no interview is handed to two."""

import pytest

from complaints.models import Ticket
from surveys.models import FrameMember, Interview, Invitation
from surveys.services import inviting, rounds
from surveys.services.calls import next_call
from surveys.services.invitations import invite_after_ticket
from tests.factories import cast as make_cast
from tests.factories.rounds import OPENS, active, opened, planned
from tests.factories.surveys import closed_ticket

from .test_concurrency import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_round_and_tickets_together_ask_a_contact_once() -> None:
    cast = make_cast()
    planned()
    rounds.open_due(now=OPENS)
    tickets = [closed_ticket(cast, number=f"TK-2026-0000{n}") for n in range(1, 5)]

    def close(ticket: Ticket):
        return lambda: invite_after_ticket(ticket=ticket, actor=None, now=OPENS)

    results = at_once(*(close(ticket) for ticket in tickets), *[lambda: inviting.invite_due(now=OPENS)] * 2)
    assert set(results) == {"done"}
    inviting.invite_due(now=OPENS)  # a chunk that lost the race is taken up again
    assert Invitation.objects.filter(contact=cast.contact).count() == 1
    assert not FrameMember.objects.filter(drawn__isnull=False, handled=False).exists()


def test_interviewers_who_ask_at_once_get_different_customers() -> None:
    cast = make_cast()
    for number in range(101, 105):
        active(number, by="phone")
    opened()
    people = (cast.quality, cast.quality_manager, cast.manager, cast.quality)

    def ask(user):
        return lambda: next_call(actor=user, now=OPENS)

    assert at_once(*(ask(user) for user in people)) == ["done"] * 4
    held = Interview.objects.exclude(interviewer=None).values_list("interviewer", flat=True)
    assert len(held) == len(set(held)) == 3
