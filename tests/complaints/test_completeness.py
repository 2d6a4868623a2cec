"""What a ticket must say before its proposal can be approved: the purchase of each line, a way to reach the customer."""

from decimal import Decimal

import pytest

from aftersales.kernel.errors import RuleViolation
from complaints.models import Ticket
from complaints.queries.proposals import missing
from complaints.services import lifecycle, proposals
from customers.models import Contact, Customer
from tests.factories import NOW, sale
from tests.factories.clients import api_client_of

from . import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]


def lacks(proposal) -> list[str]:
    ticket = Ticket.objects.get(pk=proposal.ticket_id)
    return [one.field for one in missing(ticket, proposal)]


@pytest.mark.parametrize(
    ("contact", "customer", "reachable"),
    [
        ({"phone": "", "email": ""}, {"phone": "", "email": ""}, False),
        ({"phone": "", "email": "zhang@example.test"}, {"phone": "", "email": ""}, True),
        ({"phone": "13800002406", "email": ""}, {"phone": "", "email": ""}, True),
        ({"phone": "", "email": ""}, {"phone": "", "email": "qc@example.test"}, True),
        ({"phone": "", "email": ""}, {"phone": "021 5550 2406", "email": ""}, True),
        ({"phone": "无", "email": ""}, {"phone": "-", "email": ""}, False),
    ],
)
@pytest.mark.parametrize("named", [True, False])
def test_name_alone_is_no_way_to_reach_the_customer(people, contact, customer, reachable, named):
    proposal = make.proposed(people, ticket=make.logged(people, contact=people.contact if named else None))
    Contact.objects.update(**contact)
    Customer.objects.update(**customer)
    assert ("contact" in lacks(proposal)) is not reachable


@pytest.mark.parametrize(
    ("fact", "field"), [({"grade": ""}, "grade"), ({"batch": ""}, "batch"), ({"purchased_on": None}, "purchased_on")]
)
@pytest.mark.parametrize("own", [True, False])
def test_each_line_needs_the_facts_of_its_purchase(people, fact, field, own):
    other = sale(people.customer, code="PX", price="50")
    type(other).objects.filter(pk=other.pk).update(**fact)
    other.refresh_from_db()
    ticket = make.logged(people, purchase=people.sold if own else None)
    lines = [{"purchase": other, "quantity": 1, "unit_price": Decimal(50), "description": ""}]
    proposal = make.proposed(people, ticket=ticket, lines=[*([make.line(people)] if own else []), *lines])
    assert lacks(proposal) == [field]
    with pytest.raises(RuleViolation) as refused:
        proposals.submit(ticket_id=ticket.pk, actor=people.clerk, now=NOW)
    assert refused.value.code == "incomplete" and ("PX" in str(refused.value)) is own


def test_ticket_without_a_product_is_complete_by_its_lines(people):
    proposal = make.proposed(people, ticket=make.logged(people, purchase=None))
    assert lacks(proposal) == []


def test_ticket_may_know_what_its_own_purchase_lacks(people):
    people.sold.batch = ""
    people.sold.save()
    ticket = make.logged(people)
    assert lacks(make.proposed(people, ticket=ticket)) == ["batch"]
    lifecycle.update_details(ticket_id=ticket.pk, actor=people.clerk, now=NOW, batch="B7")
    assert lacks(ticket.proposals.get()) == []


def test_page_and_api_name_the_purchase_that_lacks_a_fact(people, client):
    other = sale(people.customer, code="PX", price="50", batch="")
    line = {"purchase": other, "quantity": 1, "unit_price": Decimal(50), "description": ""}
    ticket = make.proposed(people, lines=[make.line(people), line]).ticket
    shown = api_client_of(people.clerk).get(f"/api/v1/tickets/{ticket.number}/").json()
    assert [(one["field"], "PX" in one["label"]) for one in shown["missing"]] == [("batch", True)]
    client.force_login(people.clerk)
    assert "PX）" in client.get(ticket.get_absolute_url()).content.decode()
