"""Proposals without an amount, and proposals after an earlier one."""

from decimal import Decimal

import pytest

from aftersales.kernel.errors import DomainError
from aftersales.notifications.models import Notification
from complaints.models import Ticket
from complaints.services import lifecycle, proposals
from tests.factories import NOW

from . import factories as make

pytestmark = pytest.mark.django_db


def refused(service, **facts) -> str:
    with pytest.raises(DomainError) as caught:
        service(now=NOW, **facts)
    return caught.value.code


@pytest.mark.parametrize("remedy", ["refund", "compensation"])
def test_proposal_of_a_payment_without_amount_is_not_submitted(people, remedy):
    ticket = make.proposed(people, remedy=remedy, lines=[make.line(people, price="0")]).ticket
    assert refused(proposals.submit, ticket_id=ticket.pk, actor=people.clerk) == "no_amount"


def test_department_is_notified_again_after_the_approval_was_void(people):
    approval = make.approved(people)
    ticket_id = approval.proposal.ticket_id
    lifecycle.change_type(ticket_id=ticket_id, actor=people.clerk, now=NOW, kind="complaint", reason="客户改口")
    again = proposals.submit(ticket_id=ticket_id, actor=people.clerk, now=NOW)
    make.decide(again, people.manager)
    make.decide(again, people.gm)
    assert (
        Notification.objects.filter(user=people.warehouse, template="fulfilment_waiting", channel="page").count() == 2
    )


def test_proposal_of_a_remedy_may_follow_one_without(people):
    approval = make.approved(people, remedy="none", lines=[make.line(people, price="0")])
    ticket_id = approval.proposal.ticket_id
    lifecycle.confirm(ticket_id=ticket_id, actor=people.clerk, now=NOW, solved=False)
    proposal = make.proposed(people, ticket=Ticket.objects.get(pk=ticket_id))
    approval.refresh_from_db()
    assert (approval.state, proposal.state, proposal.ticket.state) == ("approved", "draft", "verifying")
    assert proposals.submit(ticket_id=ticket_id, actor=people.clerk, now=NOW).amount == Decimal("12860.00")
