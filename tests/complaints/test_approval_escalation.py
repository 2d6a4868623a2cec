"""A step that nobody may decide escalates to the next approver, or the administrators are notified."""

from datetime import timedelta
from decimal import Decimal

import pytest

from aftersales.notifications.models import Notification
from aftersales.staff.models import StandIn, User
from complaints.models import Approval, AuthorityRule
from complaints.rules.authority import Decider, approval_escalation, may_anybody_decide  # noqa: I001
from complaints.rules.authority import StandIn as Stands
from complaints.services import approval_escalation as services
from complaints.services import proposals
from tests.factories import NOW, person
from tests.factories.clients import client_of

from . import factories as make

pytestmark = pytest.mark.usefixtures("at_now")


@pytest.mark.once
@pytest.mark.parametrize(
    ("people", "decidable"),
    [
        ([], False),
        ([Decider(1, "manager")], False),
        ([Decider(2, "manager")], False),
        ([Decider(3, "gm")], False),
        ([Decider(4, "manager")], True),
        ([Decider(5, "manager")], False),
        ([Decider(3, "gm", (Stands(1, "manager"),))], False),
        ([Decider(3, "gm", (Stands(4, "manager"),))], True),
        ([Decider(1, "service", (Stands(4, "manager"),))], False),
        ([Decider(3, "gm", (Stands(1, "manager"), Stands(4, "manager")))], True),
    ],
)
def test_may_anybody_decide_knows_who_is_excluded(people, decidable):
    """1 proposed, 2 entered, 5 decided before."""
    about = {"proposer_id": 1, "enterer_id": 2, "author_ids": {1, 2}, "earlier_decider_ids": {5}}
    assert may_anybody_decide(people, step_role="manager", **about) is decidable


@pytest.mark.once
@pytest.mark.parametrize(
    ("code", "later", "above"),
    [
        ("manager_review", ["gm_approve"], "gm_approve"),
        ("manager_review", ["office_meeting"], "office_meeting"),
        ("manager_approve", [], "gm_approve"),
        ("gm_approve", [], None),
        ("office_meeting", [], None),
    ],
)
def test_approval_escalation_names_the_next_approver_of_each_role(code, later, above):
    assert approval_escalation(code, later) == above


def asked_by(people, who, amount="500") -> Approval:
    """A small compensation that somebody proposes and submits."""
    ticket = make.proposed(people, remedy="compensation", lines=[], costs=Decimal(amount)).ticket
    proposals.save_proposal(
        ticket_id=ticket.pk, actor=who, now=NOW, remedy="compensation", lines=[], costs=Decimal(amount), reason="补偿"
    )
    return proposals.submit(ticket_id=ticket.pk, actor=who, now=NOW)


def steps(approval) -> list[tuple[str, str]]:
    return list(approval.steps.order_by("position").values_list("code", "state"))


def told(template) -> set[str]:
    return set(Notification.objects.filter(template=template, channel="page").values_list("user__username", flat=True))


def test_proposal_of_the_only_manager_escalates_to_the_general_manager(people):
    approval = asked_by(people, people.manager)
    assert steps(approval) == [("manager_review", "raised"), ("gm_approve", "active")]
    assert told("approval_waiting") == {"gm"}
    page = client_of(people.gm, "en")
    assert "no one with this role can decide it" in page.get(f"/approvals/{approval.pk}/").content.decode()
    assert approval.proposal.ticket.entries.filter(event="approval_escalated").count() == 1
    assert make.decide(approval, people.gm).state == "approved"


def test_escalation_adds_a_step_to_a_row_with_a_managers_step(people):
    AuthorityRule.objects.update(steps=["manager_approve"])
    approval = asked_by(people, people.manager)
    assert steps(approval) == [("manager_approve", "raised"), ("gm_approve", "active")]
    assert make.decide(approval, people.gm).state == "approved"


def test_step_that_another_manager_or_a_stand_in_may_decide_stays(people):
    second = person("manager2", "manager")
    approval = asked_by(people, people.manager)
    assert steps(approval)[0] == ("manager_review", "active")
    assert told("approval_waiting") == {"manager2"}
    User.objects.filter(pk=second.pk).update(is_active=False)
    assert services.sweep(now=NOW) == 1
    assert steps(approval)[0] == ("manager_review", "raised")
    assert services.sweep(now=NOW) == 0


def test_administrators_are_notified_once_when_no_approver_is_left(people):
    approval = make.submitted(people)
    StandIn.objects.create(
        absent=people.manager, deputy=people.gm, starts_on=NOW.date(), ends_on=NOW.date() + timedelta(days=1)
    )
    make.decide(approval, people.gm)  # the user who decided the first step may not decide the second
    approval.refresh_from_db()
    assert steps(approval)[1] == ("gm_approve", "active")
    assert told("approval_stuck") == {"admin", "clerk"}
    assert services.sweep(now=NOW) == 0
    assert approval.proposal.ticket.entries.filter(event="nobody_decides").count() == 1
    page = client_of(people.gm, "en")
    assert "Nobody can approve this now." in page.get(f"/approvals/{approval.pk}/").content.decode()
    assert make.decide(approval, person("gm2", "gm")).state == "approved"


def test_without_a_general_manager_a_managers_step_stays_with_its_role(people):
    User.objects.filter(pk=people.gm.pk).update(is_active=False)
    approval = asked_by(people, people.manager)
    assert steps(approval)[0] == ("manager_review", "active")
    assert told("approval_stuck") == {"admin", "manager", "clerk"}
