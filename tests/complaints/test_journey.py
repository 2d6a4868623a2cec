"""The main job through the services: from the call to the closed return."""

import pytest

from aftersales.kernel.errors import Conflict, NotPermitted, RuleViolation
from aftersales.notifications.models import Notification
from complaints.models import Ticket
from complaints.services import approvals, lifecycle, proposals
from tests.factories import NOW

from . import factories as make

pytestmark = pytest.mark.django_db


def test_logging_gives_number_owner_sla_targets_and_first_entry(people):
    ticket = make.logged(people)
    assert ticket.number == "TK-2026-00001"
    assert ticket.owner == people.clerk
    assert ticket.batch == "B2603-17"
    assert {p.code: bool(p.met_at) for p in ticket.sla_targets.all()} == {"first_reply": True, "solution": False}
    assert ticket.next_due_at
    assert [e.kind for e in ticket.entries.all()] == ["customer", "event"]
    assert ticket.history.first().history_user == people.clerk


def test_incomplete_ticket_names_what_is_missing(people):
    ticket = make.logged(people)
    proposals.save_proposal(
        ticket_id=ticket.pk, actor=people.clerk, now=NOW, remedy="refund", lines=[make.line(people)]
    )
    with pytest.raises(RuleViolation) as error:
        proposals.submit(ticket_id=ticket.pk, actor=people.clerk, now=NOW)
    assert error.value.code == "incomplete"


def test_return_runs_to_its_end_and_is_closed(people):
    ticket = make.closed(people)
    assert ticket.state == "closed"
    assert ticket.closed_at == NOW


def test_proposer_does_not_decide(people):
    approval = make.submitted(people)
    with pytest.raises(NotPermitted):
        make.decide(approval, people.clerk)


def test_second_decision_on_a_step_is_a_conflict(people):
    approval = make.submitted(people)
    step = approval.steps.get(state="active")
    make.decide(approval, people.manager, step_id=step.pk)
    with pytest.raises(Conflict):
        make.decide(approval, people.manager, step_id=step.pk)


def test_approver_is_notified_only_for_their_step(people):
    approval = make.submitted(people)
    waiting = Notification.objects.filter(template="approval_waiting", channel="page")
    assert {n.user for n in waiting} == {people.manager}
    make.decide(approval, people.manager)
    assert {n.user for n in waiting.all()} == {people.manager, people.gm}


def test_changed_content_voids_the_approval(people):
    approval = make.approved(people)
    lifecycle.update_details(ticket_id=approval.proposal.ticket_id, actor=people.clerk, now=NOW, grade="二级品")
    approval.refresh_from_db()
    assert approval.state == "voided"
    assert Ticket.objects.get().state == "verifying"


def test_voided_proposal_can_be_submitted_and_approved_again(people):
    approval = make.approved(people)
    ticket_id = approval.proposal.ticket_id
    proposals.save_proposal(
        ticket_id=ticket_id,
        actor=people.clerk,
        now=NOW,
        remedy="refund",
        lines=[make.line(people, price="9000")],
        version=approval.proposal.__class__.objects.get(pk=approval.proposal_id).version,
    )
    again = proposals.submit(ticket_id=ticket_id, actor=people.clerk, now=NOW)
    make.decide(again, people.manager)
    make.decide(again, people.gm)
    assert Ticket.objects.get().state == "fulfilment"


def test_partial_approval_limits_the_refund(people):
    approval = make.submitted(people)
    make.decide(approval, people.manager, verdict="approve_less", amount=approval.amount - 860)
    make.decide(approval, people.gm)
    approval.proposal.refresh_from_db()
    assert approval.proposal.approved_amount == 12000


def test_recall_returns_the_ticket_to_its_state(people):
    approval = make.submitted(people)
    approvals.recall(approval_id=approval.pk, actor=people.clerk, now=NOW, reason="金额有误")
    assert Ticket.objects.get().state == "verifying"


def test_open_return_cannot_be_closed(people):
    ticket = make.fulfilled(people)
    with pytest.raises(RuleViolation) as error:
        lifecycle.close(ticket_id=ticket.pk, actor=people.clerk, now=NOW)
    assert error.value.code == "customer_not_confirmed"
