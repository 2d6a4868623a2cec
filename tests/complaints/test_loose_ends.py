"""What the random walk found once: each stays mended (tests/flows/test_random_walk.py)."""

from datetime import timedelta
from decimal import Decimal

import pytest

from aftersales.kernel.errors import DomainError
from aftersales.notifications.models import Notification
from aftersales.staff.enums import Role
from complaints.models import Fulfilment, Refund, Ticket
from complaints.queries.approval_page import may_decide
from complaints.queries.proposals import inbox
from complaints.services import fulfilment, lifecycle, proposals, thread
from tests.factories import NOW, cast, person

from . import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return cast()


def refused(service, **facts) -> str:
    with pytest.raises(DomainError) as caught:
        service(now=NOW, **facts)
    return caught.value.code


def at_work(people) -> Ticket:
    ticket = make.logged(people)
    return thread.pause(ticket_id=ticket.pk, actor=people.clerk, now=NOW, reason="客户寄照片")


def test_who_proposed_an_earlier_version_does_not_decide_the_later_one(people):
    second = person("manager2", Role.MANAGER)
    ticket = make.proposed(people).ticket
    words = {"remedy": "refund", "lines": [make.line(people)], "now": NOW}
    proposals.save_proposal(ticket_id=ticket.pk, actor=people.manager, reason="经理提", **words)
    proposals.save_proposal(ticket_id=ticket.pk, actor=people.clerk, reason="改一个字", **words)
    approval = proposals.submit(ticket_id=ticket.pk, actor=people.clerk2, now=NOW)
    step = approval.steps.get(state="active")
    assert refused_to_decide(approval, people.manager) == "own_proposal"
    assert may_decide(step, approval, people.manager, NOW) == "own_proposal"
    assert list(inbox(people.manager, NOW)) == [] and list(inbox(second, NOW)) == [approval]
    told = Notification.objects.filter(template="approval_waiting", channel="page").values_list("user", flat=True)
    assert set(told) == {second.pk}


def refused_to_decide(approval, actor) -> str:
    with pytest.raises(DomainError) as caught:
        make.decide(approval, actor)
    return caught.value.code


def test_who_proposed_an_earlier_version_does_not_pay_the_later_one(people):
    ticket = make.proposed(people).ticket
    proposals.save_proposal(
        ticket_id=ticket.pk,
        actor=people.clerk2,
        now=NOW,
        remedy="compensation",
        lines=[],
        costs=Decimal(500),
        reason="x",
    )
    approval = proposals.submit(ticket_id=ticket.pk, actor=people.clerk2, now=NOW)
    make.decide(approval, people.manager)
    make.decide(approval, people.gm)
    row = Fulfilment.objects.get()
    facts = {"fulfilment_id": row.pk, "amount": Decimal(500), "paid_on": NOW.date(), "reference": ""}
    assert refused(fulfilment.record_refund, actor=people.clerk, **facts) == "own_proposal"
    assert fulfilment.record_refund(actor=people.warehouse, now=NOW, **facts).amount == 500


def test_clock_does_not_stand_still_in_what_is_over(people):
    ticket = lifecycle.withdraw(ticket_id=at_work(people).pk, actor=people.clerk, now=NOW, reason="撤回")
    assert ticket.paused_since is None and not ticket.pauses.filter(ended_at=None).exists()
    ticket = at_work(people)
    lifecycle.answer(ticket_id=ticket.pk, actor=people.clerk, now=NOW, outcome="已答复")
    lifecycle.confirm(ticket_id=ticket.pk, actor=people.clerk, now=NOW, solved=True)
    ticket = lifecycle.close(ticket_id=ticket.pk, actor=people.clerk, now=NOW)
    assert ticket.paused_since is None and not ticket.pauses.filter(ended_at=None).exists()


def test_clock_runs_again_when_the_customer_says_not_solved(people):
    ticket = at_work(people)
    lifecycle.answer(ticket_id=ticket.pk, actor=people.clerk, now=NOW, outcome="已答复")
    ticket = lifecycle.confirm(ticket_id=ticket.pk, actor=people.clerk, now=NOW, solved=False)
    assert ticket.paused_since is None
    assert ticket.next_due_at == ticket.promises.get(code="solution", met_at=None, cancelled_at=None).due_at


def test_what_is_over_promises_nothing_new(people):
    ticket = make.logged(people)
    lifecycle.withdraw(ticket_id=ticket.pk, actor=people.clerk, now=NOW, reason="撤回")
    who = {"ticket_id": ticket.pk, "actor": people.clerk}
    assert refused(thread.agree_call_back, due_at=NOW + timedelta(hours=1), **who) == "closed"
    assert refused(thread.pause, reason="等", **who) == "closed"
    assert refused(lifecycle.change_kind, kind="repair", reason="x", **who) == "closed"


@pytest.mark.parametrize("remedy", ["refund", "compensation"])
def test_nothing_to_pay_is_not_sent_for_approval_as_a_payment(people, remedy):
    ticket = make.proposed(people, remedy=remedy, lines=[make.line(people, price="0")]).ticket
    assert refused(proposals.submit, ticket_id=ticket.pk, actor=people.clerk) == "no_amount"


def test_department_hears_of_it_again_after_the_approval_was_void(people):
    approval = make.approved(people)
    ticket_id = approval.proposal.ticket_id
    lifecycle.change_kind(ticket_id=ticket_id, actor=people.clerk, now=NOW, kind="complaint", reason="客户改口")
    again = proposals.submit(ticket_id=ticket_id, actor=people.clerk, now=NOW)
    make.decide(again, people.manager)
    make.decide(again, people.gm)
    assert (
        Notification.objects.filter(user=people.warehouse, template="fulfilment_waiting", channel="page").count() == 2
    )


def test_no_remedy_that_did_not_satisfy_can_become_a_remedy(people):
    approval = make.approved(people, remedy="none", lines=[make.line(people, price="0")])
    ticket_id = approval.proposal.ticket_id
    lifecycle.confirm(ticket_id=ticket_id, actor=people.clerk, now=NOW, solved=False)
    proposal = make.proposed(people, ticket=Ticket.objects.get(pk=ticket_id))
    approval.refresh_from_db()
    assert (approval.state, proposal.state, proposal.ticket.state) == ("approved", "draft", "verifying")
    assert proposals.submit(ticket_id=ticket_id, actor=people.clerk, now=NOW).amount == Decimal("12860.00")


def test_key_of_one_refund_does_not_swallow_another(people):
    first, other = [
        Fulfilment.objects.get(
            proposal=make.approved(people, remedy="compensation", lines=[], costs=Decimal(900)).proposal
        )
        for _ in range(2)
    ]
    facts = {"amount": Decimal(100), "paid_on": NOW.date(), "reference": "", "request_key": "k-1"}
    for _ in range(2):
        fulfilment.record_refund(fulfilment_id=first.pk, actor=people.warehouse, now=NOW, **facts)
    assert Refund.objects.count() == 1
    assert refused(fulfilment.record_refund, fulfilment_id=other.pk, actor=people.warehouse, **facts) == "key_used"
