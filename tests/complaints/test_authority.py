"""The scope of authority in the services: who decides, own proposals, and changes that void an approval."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from aftersales.kernel.errors import Conflict, DomainError
from aftersales.staff.models import StandIn
from complaints.models import Ticket
from complaints.services import lifecycle, proposals
from tests.factories import NOW, person, sale

from . import factories as make

pytestmark = pytest.mark.django_db


def away(absent, deputy) -> None:
    today = timezone.localdate(NOW)
    StandIn.objects.create(absent=absent, deputy=deputy, starts_on=today, ends_on=today)


def refused(approval, actor) -> str:
    with pytest.raises(DomainError) as caught:
        make.decide(approval, actor)
    return caught.value.code


def asked(people, amount: str, **changes):
    """A submitted proposal of this amount."""
    ticket = make.proposed(people, remedy="compensation", lines=[], costs=Decimal(amount), **changes).ticket
    return proposals.submit(ticket_id=ticket.pk, actor=people.clerk, now=NOW)


def steps(approval) -> list[str]:
    return list(approval.steps.values_list("code", flat=True))


REVIEW, GM, MEETING = "manager_review", "gm_approve", "office_meeting"


@pytest.mark.parametrize(
    ("remedy", "tier", "amount", "expected"),
    [
        ("compensation", "long_term", "19999.99", [REVIEW, GM]),
        ("compensation", "long_term", "20000.00", [REVIEW, GM]),
        ("compensation", "long_term", "20000.01", [REVIEW, MEETING]),
        ("compensation", "important", "5000.01", [REVIEW, GM]),
        ("refund", "important", "4999.99", [REVIEW, GM]),
        ("refund", "important", "5000.00", [REVIEW, GM]),
        ("refund", "important", "5000.01", [REVIEW, MEETING]),
        ("compensation", "long_term", "1000.00", [REVIEW, GM]),
    ],
)
def test_amount_decides_the_approval_steps(people, remedy, tier, amount, expected):
    type(people.customer).objects.filter(pk=people.customer.pk).update(tier=tier)
    people.customer.refresh_from_db()
    ticket = make.proposed(people, remedy=remedy, lines=[], costs=Decimal(amount)).ticket
    approval = proposals.submit(ticket_id=ticket.pk, actor=people.clerk, now=NOW)
    assert steps(approval) == expected
    assert (approval.routing_amount, approval.rule.steps) == (Decimal(amount), expected)


@pytest.mark.parametrize(("first", "second", "expected"), [("10000", "10000", GM), ("10000", "10000.01", MEETING)])
def test_parts_of_one_case_are_routed_by_their_sum(people, first, second, expected):
    assert steps(asked(people, first)) == [REVIEW, GM]
    approval = asked(people, second)
    assert steps(approval)[-1] == expected
    assert approval.routing_amount == Decimal(first) + Decimal(second)


def test_stand_in_of_the_proposer_does_not_decide(people):
    person("manager2", "manager")  # else the step would escalate
    ticket = make.logged(people)
    lifecycle.update_details(ticket_id=ticket.pk, actor=people.clerk, now=NOW, problem_found="漂移")
    proposals.save_proposal(
        ticket_id=ticket.pk, actor=people.manager, now=NOW, remedy="refund", lines=[make.line(people)], reason="经理提"
    )
    approval = proposals.submit(ticket_id=ticket.pk, actor=people.clerk, now=NOW)
    away(people.manager, people.clerk2)
    assert refused(approval, people.manager) == "own_proposal"
    assert refused(approval, people.clerk) == "own_proposal"
    assert refused(approval, people.clerk2) == "stands_in_for_proposer"


def test_proposer_does_not_decide_as_a_stand_in(people):
    away(people.manager, people.clerk)
    assert refused(make.submitted(people), people.clerk) == "own_proposal"


def test_stand_in_of_two_approvers_decides_once(people):
    away(people.manager, people.clerk2)
    away(people.gm, people.clerk2)
    approval = make.submitted(people)
    make.decide(approval, people.clerk2)
    step = approval.steps.get(position=1)
    assert (step.decided_by, step.on_behalf_of) == (people.clerk2, people.manager)
    assert refused(approval, people.clerk2) == "decided_earlier_step"


def test_mutual_stand_ins_do_not_decide_for_each_other(people):
    away(people.manager, people.gm)
    away(people.gm, people.manager)
    approval = make.submitted(people)
    make.decide(approval, people.manager)
    assert refused(approval, people.manager) == "decided_earlier_step"
    assert make.decide(approval, people.gm).state == "approved"


DETAILS = {
    "batch": "B9",
    "grade": "二级品",
    "purchased_on": date(2026, 4, 19),
    "problem_found": "另一处问题",
    "purchase": None,
}
PROPOSAL = {
    "remedy": "exchange",
    "costs": Decimal("0.01"),
    "no_return_required": True,
    "reason": "另一个理由",
    "quantity": 2,
    "price": "399.99",
    "description": "另一件",
    "sold": None,
    "lines": 2,
}


def changed_proposal(people, name: str) -> dict:
    """The approved proposal with one change."""
    line = make.line(people, price="400")
    given = {"remedy": "refund", "lines": [line], "reason": "同车另有两箱受压"}
    value = PROPOSAL[name]
    if name in {"quantity", "price", "description", "sold"}:
        field = {"price": "unit_price", "sold": "purchase"}.get(name, name)
        line[field] = Decimal(value) if name == "price" else value
    elif name == "lines":
        given["lines"] = [line, make.line(people, price="1")]
    else:
        given[name] = value
    if name == "no_return_required":
        given["no_return_reason"] = "价值低"
    return given


@pytest.mark.parametrize("decided", [0, 1, 2])
@pytest.mark.parametrize("name", [*DETAILS, *PROPOSAL, "kind"])
def test_any_change_of_the_content_voids_the_approval(people, name, decided):
    people.sold = sale(people.customer, price="400.00", quantity=5, code="PX-10")
    approval = make.submitted(people, lines=[make.line(people, price="400")])
    for actor in [people.manager, people.gm][:decided]:
        make.decide(approval, actor)
    who = {"ticket_id": approval.proposal.ticket_id, "actor": people.clerk2, "now": NOW + timedelta(hours=1)}
    if name == "kind":
        lifecycle.change_type(kind="complaint", reason="客户改口", **who)
    elif name in DETAILS:
        lifecycle.update_details(**{name: DETAILS[name]}, **who)
    else:
        proposals.save_proposal(**changed_proposal(people, name), **who)
    approval.refresh_from_db()
    ticket = Ticket.objects.get(pk=who["ticket_id"])
    assert (approval.state, ticket.state) == ("voided" if decided == 2 else "recalled", "verifying")
    assert approval.proposal.state == "draft" or ticket.proposals.get().state == "draft"
    with pytest.raises(Conflict):
        make.decide(approval, people.gm)
