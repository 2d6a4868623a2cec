"""Pauses end with the ticket, and closed tickets get no new deadlines."""

from datetime import timedelta

import pytest

from aftersales.kernel.errors import DomainError
from complaints.models import Ticket
from complaints.services import conversation, lifecycle
from tests.factories import NOW

from . import factories as make

pytestmark = pytest.mark.django_db


def refused(service, **facts) -> str:
    with pytest.raises(DomainError) as caught:
        service(now=NOW, **facts)
    return caught.value.code


def at_work(people) -> Ticket:
    ticket = make.logged(people)
    return conversation.pause(ticket_id=ticket.pk, actor=people.clerk, now=NOW, reason="客户寄照片")


def test_pause_ends_when_the_ticket_is_closed_or_withdrawn(people):
    ticket = lifecycle.withdraw(ticket_id=at_work(people).pk, actor=people.clerk, now=NOW, reason="撤回")
    assert ticket.paused_since is None and not ticket.pauses.filter(ended_at=None).exists()
    ticket = at_work(people)
    lifecycle.answer(ticket_id=ticket.pk, actor=people.clerk, now=NOW, outcome="已答复")
    lifecycle.confirm(ticket_id=ticket.pk, actor=people.clerk, now=NOW, solved=True)
    ticket = lifecycle.close(ticket_id=ticket.pk, actor=people.clerk, now=NOW)
    assert ticket.paused_since is None and not ticket.pauses.filter(ended_at=None).exists()


def test_pause_ends_when_the_customer_says_not_solved(people):
    ticket = at_work(people)
    lifecycle.answer(ticket_id=ticket.pk, actor=people.clerk, now=NOW, outcome="已答复")
    ticket = lifecycle.confirm(ticket_id=ticket.pk, actor=people.clerk, now=NOW, solved=False)
    assert ticket.paused_since is None
    assert ticket.next_due_at == ticket.sla_targets.get(code="solution", met_at=None, cancelled_at=None).due_at


def test_withdrawn_ticket_refuses_callbacks_pauses_and_another_type(people):
    ticket = make.logged(people)
    lifecycle.withdraw(ticket_id=ticket.pk, actor=people.clerk, now=NOW, reason="撤回")
    who = {"ticket_id": ticket.pk, "actor": people.clerk}
    assert refused(conversation.schedule_callback, due_at=NOW + timedelta(hours=1), **who) == "closed"
    assert refused(conversation.pause, reason="等", **who) == "closed"
    assert refused(lifecycle.change_type, kind="repair", reason="x", **who) == "closed"
