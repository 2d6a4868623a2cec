"""Segregation of duties is part of the approval rules, and on by default."""

from decimal import Decimal
from itertools import product

import pytest

from aftersales.kernel.errors import DomainError
from aftersales.staff.enums import Role
from complaints.enums import DutyPair
from complaints.models import AuthorityRule, Fulfilment
from complaints.rules import duties
from complaints.services import fulfilment
from tests.factories import NOW, person
from tests.factories.clients import api_client_of

from . import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
API = "/api/v1"


def keep(*pairs: str) -> None:
    AuthorityRule.objects.update(separate_duties=list(pairs))


@pytest.mark.parametrize(("pair", "listed"), list(product(duties.PAIRS, [True, False])))
def test_pair_is_kept_by_two_people_only_where_it_is_listed(pair, listed):
    one, other = duties.PAIRS[pair]
    pairs = [pair] if listed else [name for name in duties.PAIRS if name != pair]
    for did, does in ((one, other), (other, one)):
        found = duties.apart(does, user_id=7, held={did: {7}}, pairs=pairs)
        assert found == (pair if listed else None)
        assert duties.apart(does, user_id=8, held={did: {7}}, pairs=pairs) is None


def test_pairs_have_labels_and_messages():
    assert list(duties.PAIRS) == list(duties.MESSAGES) == DutyPair.values


def settling(people) -> Fulfilment:
    approval = make.approved(people, remedy="compensation", lines=[], costs=Decimal(500))
    return Fulfilment.objects.get(proposal=approval.proposal)


def pay(row, actor):
    return fulfilment.record_refund(
        fulfilment_id=row.pk, amount=Decimal(500), paid_on=NOW.date(), reference="", actor=actor, now=NOW
    )


def refused(act, *args, **kwargs) -> str:
    with pytest.raises(DomainError) as caught:
        act(*args, **kwargs)
    return caught.value.code


def test_approver_does_not_pay_by_default(people):
    row = settling(people)
    assert refused(pay, row, people.manager) == "approver_payer"
    assert refused(pay, row, people.clerk) == "own_proposal"
    work = api_client_of(people.manager).get(f"{API}/tickets/{row.proposal.ticket.number}/").json()
    assert "refund" not in str(work.get("allowed", ""))
    assert pay(row, people.warehouse).amount == 500


def test_duties_that_a_rule_does_not_keep_apart_may_be_one_person(people):
    keep()
    row = settling(people)
    assert pay(row, people.manager).amount == 500


def test_manager_approves_an_own_proposal_where_the_rule_lets_him(people):
    person("manager2", Role.MANAGER)
    keep("approver_payer")
    from complaints.services import proposals

    ticket = make.proposed(people).ticket
    proposals.save_proposal(
        ticket_id=ticket.pk, actor=people.manager, now=NOW, remedy="refund", lines=[make.line(people)], reason="x"
    )
    approval = proposals.submit(ticket_id=ticket.pk, actor=people.manager, now=NOW)
    inbox = api_client_of(people.manager).get(f"{API}/approvals/?inbox=mine").json()
    assert [row["id"] for row in inbox["results"]] == [approval.pk]
    assert make.decide(approval, people.manager).state == "pending"


@pytest.mark.parametrize("kept", [True, False])
def test_receiver_inspects_unless_the_rule_keeps_both_apart(people, kept):
    keep(*(["receiver_inspector"] if kept else []))
    row = Fulfilment.objects.get(proposal=make.approved(people).proposal)
    line = row.lines.get().pk
    facts = {"fulfilment_id": row.pk, "now": NOW}
    fulfilment.receive_goods(quantities={line: 1}, condition="", actor=people.warehouse, **facts)
    findings = {"findings": {line: ("漂移", "scrap")}, **facts}
    if kept:
        assert refused(fulfilment.inspect_goods, actor=people.warehouse, **findings) == "receiver_inspector"
        fulfilment.inspect_goods(actor=people.clerk2, **findings)
    else:
        fulfilment.inspect_goods(actor=people.warehouse, **findings)


def test_rules_show_and_change_their_duties_and_period(people):
    admin = api_client_of(people.admin)
    row = admin.get(f"{API}/authority-rules/").json()["results"][0]
    assert (row["separate_duties"], row["case_days"]) == (list(duties.DEFAULT_PAIRS), 90)
    body = {
        "separate_duties": ["receiver_inspector", "proposer_payer"],
        "case_days": 30,
        "effective_from": "2026-11-19",
    }
    changed = admin.post(f"{API}/authority-rules/{row['id']}/change/", body, format="json")
    assert changed.status_code in {200, 201}, changed.json()
    assert changed.json()["separate_duties"] == ["proposer_payer", "receiver_inspector"]
    assert changed.json()["case_days"] == 30
    new = admin.post(
        f"{API}/authority-rules/",
        {"steps": ["gm_approve"], "remedy": "repair", "up_to": "5", "priority": 1},
        format="json",
    )
    assert new.json()["separate_duties"] == list(duties.DEFAULT_PAIRS)


@pytest.mark.parametrize("body", [{"separate_duties": ["payer_payer"]}, {"case_days": 0}, {"case_days": 3651}])
def test_unknown_duties_and_periods_are_refused(people, body):
    field = next(iter(body))
    answer = api_client_of(people.admin).post(
        f"{API}/authority-rules/preview/", {"steps": ["gm_approve"], **body}, format="json"
    )
    assert (answer.status_code, answer.json()["errors"][0]["field"].split(".")[0]) == (400, field)
