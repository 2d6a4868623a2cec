"""What an approval stands on does not change under it: the change is refused, or the approval starts again."""

from decimal import Decimal

import pytest

from aftersales.kernel.errors import DomainError
from aftersales.notifications.models import Notification
from complaints.models import Approval, Fulfilment
from complaints.services import fulfilment, proposals
from customers.services.customers import update_customer
from customers.services.merges import merge_customers
from customers.services.products import update_product
from customers.services.purchases import update_purchase
from tests.factories import NOW, cast, customer_of, sale
from tests.factories.clients import api_client_of, client_of

from . import factories as make
from .test_concurrency import at_once

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
API = "/api/v1"


@pytest.fixture
def sold(people):
    return sale(people.customer, code="PX", price="99.99", quantity=3, serial="SN-0001")


def asked(people, sold, quantity=3, **changes) -> Approval:
    line = {"purchase": sold, "quantity": quantity, "unit_price": sold.unit_price, "description": ""}
    return make.submitted(people, **{"ticket": make.logged(people, purchase=sold), "lines": [line], **changes})


def patch(people, sold, **body):
    return api_client_of(people.clerk).patch(f"{API}/sales/{sold.pk}/", body, format="json")


def live(approval) -> list[Approval]:
    return list(Approval.objects.filter(proposal=approval.proposal_id).order_by("pk"))


@pytest.mark.parametrize("remedy", ["refund", "exchange", "repair"])
@pytest.mark.parametrize("state", ["pending", "approved"])
@pytest.mark.parametrize(
    ("body", "field"),
    [({"quantity": 1}, "quantity"), ({"unit_price": "50.00"}, "unit_price"), ({"quantity": 2}, "quantity")],
)
def test_purchase_does_not_fall_below_what_is_proposed_or_approved(people, sold, remedy, state, body, field):
    approval = asked(people, sold, remedy=remedy)
    if state == "approved":
        make.decide(approval, people.manager)
        make.decide(approval, people.gm)
    refused = patch(people, sold, **body)
    assert (refused.status_code, refused.json()["code"]) == (400, "below_proposed")
    assert refused.json()["errors"][0]["field"] == field
    assert approval.proposal.ticket.number in refused.json()["detail"]
    sold.refresh_from_db()
    assert (sold.quantity, sold.unit_price) == (3, Decimal("99.99"))


def test_page_of_the_purchase_shows_the_refusal(people, sold):
    asked(people, sold)
    words = {"product": "PX", "quantity": 1, "unit_price": "99.99", "grade": "一级品", "batch": sold.batch}
    page = client_of(people.clerk).post(f"/purchases/{sold.pk}/edit/", words)
    assert page.status_code in {400, 404, 422}


@pytest.mark.parametrize(
    "body",
    [
        {"unit_price": "30000.00"},
        {"serial": "SN-0002"},
        {"grade": "二级品"},
        {"batch": "B2"},
        {"contract_number": "HC-77"},
        {"purchased_on": "2026-04-19"},
    ],
)
def test_approval_starts_again_when_its_purchase_changes(people, sold, body):
    approval = asked(people, sold)
    make.decide(approval, people.manager)
    assert patch(people, sold, **body).status_code == 200
    before, after = live(approval)
    assert (before.state, after.state) == ("voided", "pending")
    assert list(after.steps.values_list("state", flat=True)) == ["active", "waiting"]
    assert after.submitted_by == people.clerk and after.proposal.state == "submitted"
    ticket = after.proposal.ticket
    assert (ticket.state, ticket.entries.filter(event="approval_restarted").count()) == ("approval", 1)
    assert before.history.first().history_change_reason.startswith("restarted: ")
    told = Notification.objects.filter(template="approval_restarted", channel="page")
    assert set(told.values_list("user", flat=True)) == {people.clerk.pk, people.manager.pk}
    shown = api_client_of(people.manager).get(f"{API}/approvals/{after.pk}/").json()
    assert shown["restarted_by"] == "purchase"
    page = client_of(people.manager, "en").get(after.get_absolute_url()).content.decode()
    assert "Started again: the purchase was changed" in page
    lost = api_client_of(people.gm).post(
        f"{API}/approvals/{approval.pk}/decide/",
        {"verdict": "approve", "reason": "同意", "step": approval.steps.get(position=2).pk},
        format="json",
    )
    assert lost.status_code == 409
    make.decide(after, people.manager)
    assert make.decide(after, people.gm).state == "approved"


@pytest.mark.parametrize("body", [{"quantity": 5}, {"inspection_body": "SGS"}, {"grade": "一级品"}, {}])
def test_what_nothing_rests_on_leaves_the_approval_alone(people, sold, body):
    approval = asked(people, sold)
    assert patch(people, sold, **body).status_code == 200
    assert [row.pk for row in live(approval)] == [approval.pk]


def test_higher_price_is_routed_higher(people, sold):
    approval = asked(people, sold, remedy="exchange")
    assert approval.rule.steps[-1] == "gm_approve"
    patch(people, sold, unit_price="30000.00")
    after = live(approval)[-1]
    assert (after.stake, after.rule.steps[-1]) == (Decimal(90000), "office_meeting")


def test_proposal_becomes_a_draft_when_a_fact_is_gone(people, sold):
    approval = asked(people, sold)
    type(approval.proposal.ticket).objects.update(batch="", purchase=None)
    assert patch(people, sold, batch="").status_code == 200
    [row] = live(approval)
    assert (row.state, row.proposal.state, row.proposal.ticket.state) == ("recalled", "draft", "verifying")
    assert Notification.objects.filter(template="approval_ended", user=people.clerk, channel="page").count() == 1


def test_list_price_counts_while_an_exchange_waits(people, sold):
    refund, exchange = asked(people, sold, quantity=1), asked(people, sold, quantity=1, remedy="exchange")
    update_product(actor=people.admin, now=NOW, product_id=sold.product_id, list_price=Decimal(30000))
    assert len(live(refund)) == 1
    assert live(exchange)[-1].rule.steps[-1] == "office_meeting"


def test_raised_tier_is_routed_again_and_a_lowered_one_is_not(people):
    approval = make.submitted(people, lines=[make.line(people, price="6000")])
    assert approval.rule.steps[-1] == "gm_approve"
    update_customer(actor=people.manager, now=NOW, customer_id=people.customer.pk, tier="important")
    after = live(approval)[-1]
    assert (after.pk != approval.pk, after.rule.steps[-1]) == (True, "office_meeting")
    update_customer(actor=people.manager, now=NOW, customer_id=people.customer.pk, tier="ordinary")
    assert live(approval)[-1].pk == after.pk


def test_merged_customer_starts_the_approval_again(people):
    other = customer_of(people.east, name="乙方", number="CU-2026-00002")
    sold = sale(other, code="M1", price="6000")
    ticket = make.logged(people, customer=other, contact=other.main_contact, purchase=sold)
    lines = [{"purchase": sold, "quantity": 1, "unit_price": Decimal(6000), "description": ""}]
    approval = make.submitted(people, ticket=ticket, lines=lines)
    merge_customers(actor=people.manager, now=NOW, kept_id=people.customer.pk, gone_id=other.pk, reason="同一家")
    after = live(approval)[-1]
    assert after.pk != approval.pk and after.state == "pending"
    assert after.proposal.ticket.customer_id == people.customer.pk
    make.decide(after, people.manager)  # who merged the customers did not write the proposal
    assert make.decide(after, people.gm).state == "approved"


def test_approval_that_was_granted_survives_a_merge(people):
    other = customer_of(people.east, name="乙方", number="CU-2026-00002")
    sold = sale(other, code="M1", price="600")
    ticket = make.logged(people, customer=other, contact=other.main_contact, purchase=sold)
    lines = [{"purchase": sold, "quantity": 1, "unit_price": Decimal(600), "description": ""}]
    approval = make.approved(people, ticket=ticket, lines=lines)
    merge_customers(actor=people.manager, now=NOW, kept_id=people.customer.pk, gone_id=other.pk, reason="同一家")
    assert [row.state for row in live(approval)] == ["approved"]


def test_approved_goods_are_approved_again_until_something_has_moved(people, sold):
    approval = asked(people, sold, remedy="exchange")
    make.decide(approval, people.manager)
    make.decide(approval, people.gm)
    assert patch(people, sold, serial="SN-0009").status_code == 200
    assert [row.state for row in live(approval)] == ["voided", "pending"]
    after = live(approval)[-1]
    make.decide(after, people.manager)
    make.decide(after, people.gm)
    row = Fulfilment.objects.get(proposal=after.proposal)
    one = row.lines.get()
    fulfilment.receive_goods(
        fulfilment_id=row.pk, quantities={one.pk: 1}, condition="", actor=people.warehouse, now=NOW
    )
    refused = patch(people, sold, serial="SN-0010")
    assert (refused.status_code, refused.json()["code"]) == (422, "under_fulfilment")
    assert patch(people, sold, inspection_body="SGS").status_code == 200


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
@pytest.mark.parametrize("again", range(3))
def test_purchase_that_shrinks_while_it_is_proposed_is_enough_or_refused(again):
    people = cast()
    sold = sale(people.customer, code="PX", price="99.99", quantity=3)
    lines = [{"purchase": sold, "quantity": 3, "unit_price": sold.unit_price, "description": ""}]
    ticket = make.proposed(people, ticket=make.logged(people, purchase=sold), lines=lines).ticket
    acts = [
        lambda: proposals.submit(ticket_id=ticket.pk, actor=people.clerk, now=NOW),
        lambda: update_purchase(purchase_id=sold.pk, quantity=1, actor=people.manager, now=NOW),
    ]
    done = at_once(*acts)
    sold.refresh_from_db()
    assert sorted(isinstance(result, DomainError) for result in done) == [False, True]
    assert (sold.quantity == 1) is (ticket.proposals.get().state == "draft")
