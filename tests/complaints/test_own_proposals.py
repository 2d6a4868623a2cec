"""Proposers of any version of a proposal neither decide nor pay it."""

from decimal import Decimal

import pytest
from django.utils import timezone

from aftersales.desk.navigation import _company_and_counts
from aftersales.kernel.errors import DomainError
from aftersales.notifications.models import Notification
from aftersales.office.models import Company
from aftersales.staff.enums import Role
from complaints.models import AuthorityRule, Fulfilment
from complaints.queries.approvals import may_decide
from complaints.queries.proposals import inbox
from complaints.services import fulfilment, proposals
from tests.factories import NOW, person

from . import factories as make

pytestmark = pytest.mark.django_db


def refused(service, **facts) -> str:
    with pytest.raises(DomainError) as caught:
        service(now=NOW, **facts)
    return caught.value.code


def refused_to_decide(approval, actor) -> str:
    with pytest.raises(DomainError) as caught:
        make.decide(approval, actor)
    return caught.value.code


def test_proposer_of_an_earlier_version_does_not_decide_the_later_one(people):
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


def test_proposer_of_an_earlier_version_does_not_pay_the_later_one(people):
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


def test_rule_that_allows_it_is_seen_in_the_menu_at_once(people, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    Company.objects.create(name="样例")
    person("manager2", Role.MANAGER)  # without whom the approval would go to somebody else
    ticket = make.proposed(people).ticket
    words = {"remedy": "refund", "lines": [make.line(people)], "now": NOW, "reason": "经理提"}
    proposals.save_proposal(ticket_id=ticket.pk, actor=people.manager, **words)
    approval = proposals.submit(ticket_id=ticket.pk, actor=people.clerk2, now=NOW)
    assert _company_and_counts(people.manager)[1]["approvals"] == 0
    AuthorityRule.objects.filter(pk=approval.rule_id).update(separate_duties=[])
    assert list(inbox(people.manager, NOW)) == [approval]
    assert _company_and_counts(people.manager)[1]["approvals"] == 1
