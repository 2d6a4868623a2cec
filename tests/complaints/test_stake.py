"""Proposals are routed by what is at stake in their whole case, and the approver sees it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from threading import Barrier

import pytest
from django.db import connection
from django.urls import reverse

from aftersales.kernel.errors import DomainError, InvalidInput
from complaints.models import Approval, AuthorityRule, Ticket
from complaints.services import approvals, lifecycle, merging, proposals
from tests.factories import NOW, cast, customer_of, sale
from tests.factories.clients import api_client_of

from . import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
API = "/api/v1"
GM, MEETING = ["manager_review", "gm_approve"], ["manager_review", "office_meeting"]


def of(sold, quantity=1, price="0.01") -> dict:
    return {"purchase": sold, "quantity": quantity, "unit_price": Decimal(price), "description": ""}


def without_purchase(people, **changes) -> Ticket:
    """A ticket without a product, with the facts that an approval needs."""
    ticket = make.logged(people, purchase=None, **changes)
    lifecycle.update_details(
        ticket_id=ticket.pk,
        actor=people.clerk,
        now=NOW,
        grade="一级品",
        batch="B1",
        purchased_on=NOW.date() - timedelta(days=9),
    )
    return ticket


def compensated(people, ticket, amount, **changes) -> Approval:
    return make.submitted(
        people, **{"ticket": ticket, "remedy": "compensation", "lines": [], "costs": Decimal(amount), **changes}
    )


@pytest.mark.parametrize("remedy", ["exchange", "repair"])
def test_goods_that_leave_are_routed_by_their_value_at_any_price(people, remedy):
    sold = sale(people.customer, code="BIG", price="30000", quantity=2)
    approval = make.submitted(
        people, ticket=make.logged(people, purchase=sold), remedy=remedy, lines=[of(sold, 2)], costs=Decimal(100)
    )
    assert (approval.amount, approval.paid) == (Decimal("100.02"), Decimal(60000))
    assert (approval.stake, approval.routing_amount) == (Decimal(60100), Decimal(60100))
    assert approval.rule.steps == MEETING


def test_list_price_counts_where_it_is_higher(people):
    sold = sale(people.customer, code="GIFT", price="0")
    sold.product.list_price = Decimal(25000)
    sold.product.save()
    approval = make.submitted(
        people, ticket=make.logged(people, purchase=sold), remedy="exchange", lines=[of(sold, price="0")]
    )
    assert (approval.paid, approval.stake, approval.rule.steps) == (0, Decimal(25000), MEETING)


def test_exchange_without_goods_is_refused_on_page_and_api(people):
    ticket = make.proposed(people).ticket
    body = {"remedy": "exchange", "lines": [], "costs": "5.00", "reason": "换货"}
    refused = api_client_of(people.clerk).post(f"{API}/tickets/{ticket.number}/propose/", body, format="json")
    assert refused.status_code in {400, 422}
    body["lines"] = [{"description": "HX-250", "quantity": 2, "unit_price": "0.01"}]
    refused = api_client_of(people.clerk).post(f"{API}/tickets/{ticket.number}/propose/", body, format="json")
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (400, "goods_unknown")
    with pytest.raises(DomainError) as error:
        make.proposed(people, ticket=ticket, remedy="exchange", lines=[], costs=Decimal(5))
    assert error.value.code == "no_goods"


def test_two_proposals_on_one_ticket_without_product_are_one_case(people):
    ticket = without_purchase(people)
    first = compensated(people, ticket, "15000")
    make.decide(first, people.manager)
    make.decide(first, people.gm)
    Ticket.objects.filter(pk=ticket.pk).update(state="verifying")
    second = compensated(people, ticket, "15000")
    assert (second.routing_amount, second.rule.steps) == (Decimal(30000), MEETING)
    assert [part["reasons"] for part in second.parts] == [["ticket"]]


@pytest.mark.parametrize("by_ticket", [False, True])
def test_lines_and_tickets_of_one_purchase_are_one_case(people, by_ticket):
    sold = sale(people.customer, code="SHARED", price="9000", quantity=9, contract_number="")
    for number in (1, 2, 3):
        ticket = make.logged(people, purchase=sold if by_ticket and number == 1 else None)
        lines = [] if by_ticket and number == 1 else [of(sold, price="9000")]
        costs = Decimal(0) if lines else Decimal(9000)
        approval = make.submitted(people, ticket=ticket, remedy="compensation", lines=lines, costs=costs)
        assert approval.routing_amount == 9000 * number
    assert approval.rule.steps == MEETING
    assert {reason for part in approval.parts for reason in part["reasons"]} == {"purchase"}


def test_same_serial_is_one_case_even_at_two_customers(people):
    other = customer_of(people.east, name="乙方", number="CU-2026-00002")
    first = sale(people.customer, code="S1", price="15000", serial="SN 00017", contract_number="")
    second = sale(other, code="S2", price="15000", serial="sn00017,SN00018", contract_number="")
    make.submitted(people, ticket=make.logged(people, purchase=first), lines=[of(first, price="15000")])
    approval = make.submitted(
        people,
        ticket=make.logged(people, customer=other, contact=other.main_contact, purchase=second),
        lines=[of(second, price="15000")],
    )
    assert (approval.routing_amount, approval.parts[0]["reasons"]) == (Decimal(30000), ["serial"])


def test_same_contract_of_one_customer_is_one_case(people):
    other = customer_of(people.east, name="乙方", number="CU-2026-00002")
    rows = [(people.customer, "HC-9"), (other, "HC-9"), (people.customer, "ｈｃ－9 "), (people.customer, "HC-10")]
    sums = []
    for number, (customer, contract) in enumerate(rows):
        sold = sale(customer, code=f"C{number}", price="1000", contract_number=contract)
        ticket = make.logged(people, customer=customer, contact=customer.main_contact, purchase=sold)
        sums.append(make.submitted(people, ticket=ticket, lines=[of(sold, price="1000")]).routing_amount)
    assert sums == [1000, 1000, 2000, 1000]


@pytest.mark.parametrize(
    ("days", "later", "expected"), [(90, 90, 2000), (90, 91, 1000), (10, 11, 1000), (400, 300, 2000)]
)
def test_period_of_a_case_is_set_in_the_approval_rules(people, days, later, expected):
    AuthorityRule.objects.update(case_days=days)
    compensated(people, make.logged(people), "1000")
    ticket = make.proposed(people, remedy="compensation", lines=[], costs=Decimal(1000)).ticket
    then = NOW + timedelta(days=later)
    assert proposals.submit(ticket_id=ticket.pk, actor=people.clerk, now=then).routing_amount == expected


def test_rejected_and_recalled_proposals_do_not_count(people):
    first, second = compensated(people, make.logged(people), "7000"), compensated(people, make.logged(people), "8000")
    make.decide(first, people.manager, "reject")
    approvals.recall(approval_id=second.pk, actor=people.clerk, now=NOW, reason="算错")
    assert compensated(people, make.logged(people), "6000").routing_amount == 6000


def test_of_money_only_what_was_approved_counts(people):
    first = compensated(people, make.logged(people), "9000")
    make.decide(first, people.manager, "approve_less", amount=Decimal(2000))
    assert compensated(people, make.logged(people), "6000").routing_amount == 8000


def test_another_remedy_does_not_route_an_important_return_lower(people):
    type(people.customer).objects.update(tier="important")
    people.customer.refresh_from_db()
    make.submitted(people, ticket=make.logged(people), remedy="refund", lines=[], costs=Decimal(5000))
    assert compensated(people, make.logged(people), "1").rule.steps == MEETING


def test_approver_sees_paid_proposed_and_at_stake_and_the_case(people, client):
    sold = sale(people.customer, code="BIG", price="30000", quantity=2)
    part = compensated(people, make.logged(people, purchase=sold), "500")
    approval = make.submitted(people, ticket=make.logged(people, purchase=sold), remedy="exchange", lines=[of(sold, 2)])
    client.force_login(people.manager)
    page = client.get(approval.get_absolute_url(), headers={"accept-language": "en"}).content.decode()
    for text in ("Customer paid", "¥60,000.00", "This proposal", "¥0.02", "At stake", "¥60,500.00", "same purchase"):
        assert text in page, text
    assert part.proposal.ticket.number in page
    assert "approve_less" not in page
    assert "¥60,500" in client.get(reverse("approvals")).content.decode()
    shown = api_client_of(people.manager).get(f"{API}/approvals/{approval.pk}/").json()
    assert (shown["paid"], shown["amount"], shown["stake"], shown["routing_amount"]) == (
        "60000.00",
        "0.02",
        "60000.00",
        "60500.00",
    )
    assert shown["parts"] == [
        {
            "proposal": part.proposal_id,
            "ticket": part.proposal.ticket.number,
            "remedy": "compensation",
            "amount": "500.00",
            "reasons": ["purchase", "contract"],
        }
    ]
    assert "approve_less" not in shown["verdicts"]
    assert (shown["proposal"]["lines"][0]["paid"], shown["proposal"]["lines"][0]["list_price"]) == ("30000.00", "0.00")


@pytest.mark.parametrize("remedy", ["exchange", "repair"])
def test_goods_are_not_approved_in_part(people, remedy):
    approval = make.submitted(people, remedy=remedy)
    body = {
        "verdict": "approve_less",
        "amount": "5.00",
        "reason": "少一点",
        "step": approval.steps.get(state="active").pk,
    }
    refused = api_client_of(people.manager).post(f"{API}/approvals/{approval.pk}/decide/", body, format="json")
    assert (refused.status_code, refused.json()["code"]) == (422, "no_partial")
    assert Approval.objects.get(pk=approval.pk).state == "pending"


@pytest.mark.parametrize("verdict", ["approve", "reject", "send_back"])
@pytest.mark.parametrize(("lacks", "code"), [("minutes", "minutes_missing"), ("attendees", "attendees_missing")])
def test_every_decision_of_the_meeting_needs_minutes_and_attendees(people, verdict, lacks, code):
    AuthorityRule.objects.update(steps=["office_meeting"])
    approval = make.submitted(people)
    with pytest.raises(InvalidInput) as refused:
        make.decide(approval, people.gm, verdict, **{lacks: "  "})
    assert (refused.value.code, refused.value.field) == (code, lacks)
    assert make.decide(approval, people.gm, verdict).state != "pending"


def test_page_of_the_meeting_asks_for_minutes_and_attendees(people, client):
    AuthorityRule.objects.update(steps=["office_meeting"])
    approval = make.submitted(people)
    client.force_login(people.gm)
    body = {"verdict": "reject", "step": approval.steps.get(state="active").pk, "reason": "不属实"}
    refused = client.post(approval.get_absolute_url(), body)
    assert refused.status_code in {400, 422} and Approval.objects.get(pk=approval.pk).state == "pending"


@pytest.mark.parametrize("bad", ["NaN", "Infinity", "-1", "1e3", "99999999999", "0.001", 0.1, True, [], {}])
@pytest.mark.parametrize("field", ["costs", "unit_price", "quantity"])
def test_impossible_numbers_are_errors_of_their_fields(people, field, bad):
    ticket = make.proposed(people).ticket
    line = {"purchase": people.sold.pk, "quantity": 1, "unit_price": "1.00"}
    body = {"remedy": "exchange", "lines": [line], "reason": "x"}
    (body if field == "costs" else line)[field] = bad
    answer = api_client_of(people.clerk).post(f"{API}/tickets/{ticket.number}/propose/", body, format="json")
    if bad == 0.1 and field != "quantity":
        assert answer.status_code in {200, 400}
        return
    assert answer.status_code == 400 and field in answer.json()["errors"][0]["field"]


def test_bulk_approval_uses_the_sum_of_the_case(people):
    sold = sale(people.customer, code="BIG", price="3000", quantity=2)
    approval = make.submitted(people, ticket=make.logged(people, purchase=sold), remedy="exchange", lines=[of(sold)])
    body = {"approvals": [{"id": approval.pk, "version": approval.version}], "reason": "照准"}
    answer = api_client_of(people.manager).post(f"{API}/approvals/approve/", body, format="json").json()
    assert "not_small" in str(answer)


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
@pytest.mark.parametrize("again", range(3))
def test_parts_submitted_at_once_do_not_both_pass_below_the_limit(again):
    people = cast()
    sold = sale(people.customer, code="SHARED", price="9000", quantity=9)
    tickets = [
        make.proposed(people, ticket=make.logged(people, purchase=None), remedy="compensation", lines=lines).ticket
        for lines in [[of(sold, price="9000")]] * 4
    ]
    ready = Barrier(len(tickets))

    def run(ticket):
        ready.wait()
        try:
            return proposals.submit(ticket_id=ticket.pk, actor=people.clerk, now=NOW).routing_amount
        finally:
            connection.close()

    with ThreadPoolExecutor(len(tickets)) as pool:
        assert sorted(pool.map(run, tickets)) == [9000, 18000, 27000, 36000]
    assert sorted(Approval.objects.values_list("rule__steps", flat=True), key=str) == [GM, GM, MEETING, MEETING]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("SN-778812", "sn 778812", True),
        ("sn778812", "SN–778812，SN-778813", True),
        ("无", "无", False),
        ("N/A", "n/a ", False),
        ("不详", "不详", False),
        ("—", "—", False),
    ],
)
def test_serials_are_compared_without_dashes_and_no_serial_is_no_link(people, one, other, same):
    customer = customer_of(people.east, name="丙方", number="CU-2026-00077")
    first = sale(people.customer, code="D1", price="9000", serial=one)
    second = sale(customer, code="D2", price="100", serial=other)
    compensated(people, make.logged(people, purchase=first), "9000")
    ticket = make.logged(people, customer=customer, contact=customer.main_contact, purchase=second)
    assert compensated(people, ticket, "100").routing_amount == (9100 if same else 100)


def test_merge_brings_what_was_paid_into_the_case_of_the_other_ticket(people):
    one, other = (sale(people.customer, code=code, price="100", contract_number="") for code in ("M1", "M2"))
    paid = compensated(people, make.logged(people, purchase=one), "15000")
    make.decide(paid, people.manager)
    make.decide(paid, people.gm)
    Ticket.objects.filter(pk=paid.proposal.ticket_id).update(state="verifying")
    between = make.logged(people, purchase=None)
    merging.merge(ticket_id=paid.proposal.ticket_id, into=between.pk, actor=people.clerk, now=NOW)
    pending = compensated(people, make.logged(people, purchase=other), "15000")
    assert (pending.routing_amount, pending.rule.steps) == (Decimal(15000), GM)
    merging.merge(ticket_id=between.pk, into=pending.proposal.ticket_id, actor=people.clerk, now=NOW)
    again = Approval.objects.get(proposal=pending.proposal_id, state="pending")
    assert (again.routing_amount, again.rule.steps, again.restarted_by) == (Decimal(30000), MEETING, "merge")
