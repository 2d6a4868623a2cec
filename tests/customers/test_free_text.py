"""Phone numbers in free texts are masked for who may not reveal them, and documents mask as pages do."""

import pytest

from aftersales.store.personal import mask_text
from complaints.documents import ticket_form
from complaints.queries.ticket_list import filtered
from complaints.queries.tickets import find_tickets
from complaints.services import conversation
from customers.services.interactions import record_interaction
from tests.complaints.factories import logged
from tests.factories import NOW
from tests.factories.clients import client_of

SAID = "不加热。请打 139-1234-5678 或 0571-8888 7777，电话 66667777，批次 B20260317，2026-03-17 购买，单号 20260317001"


def test_numbers_in_a_text_are_masked_and_nothing_else():
    masked = mask_text(SAID)
    for hidden in ("1234-5678", "8888 7777", "66667777"):
        assert hidden not in masked
    for kept in ("139 **** 5678", "B20260317", "2026-03-17", "20260317001", "不加热"):
        assert kept in masked
    assert mask_text("+852 2345 6789") == "852 **** 6789"


@pytest.fixture
def ticket(people, at_now):
    row = logged(people, description=SAID)
    conversation.add_note(ticket_id=row.pk, actor=people.clerk, now=NOW, body="Ring 13912345678")
    record_interaction(
        actor=people.clerk, now=NOW, customer=people.customer, direction="in", channel="phone", body="Ring 13912345678"
    )
    return row


@pytest.mark.parametrize(("name", "whole"), [("clerk", True), ("quality", False), ("auditor", False)])
def test_texts_are_masked_for_who_may_not_reveal(people, ticket, name, whole):
    client = client_of(getattr(people, name), "en")
    number = people.customer.number
    for url in (
        ticket.get_absolute_url(),
        f"/api/v1/tickets/{ticket.number}/",
        people.customer.get_absolute_url(),
        f"/api/v1/timeline/{number}/",
        f"/api/v1/interactions/?customer={number}",
    ):
        text = client.get(url).content.decode()
        assert ("13912345678" in text) == whole, url
    assert ("139-1234-5678" in client.get(ticket.get_absolute_url()).content.decode()) == whole


def test_ticket_with_a_number_in_its_text_is_found_by_the_whole_number_only(people, ticket):
    for reader in (people.clerk, people.quality):
        assert list(filtered(reader, {"q": "13912345678"})) == [ticket]
        assert find_tickets(reader, "139 1234 5678") == [ticket]
        assert not filtered(reader, {"q": "912345"}).exists()
        assert find_tickets(reader, "912345") == []
        assert list(filtered(reader, {"q": "20260317"})) == [ticket]


def test_ticket_form_masks_what_the_page_masks(people, ticket):
    page = ticket_form.html(ticket, "en")
    for hidden in ("139-1234-5678", "13912345678", "66667777", people.customer.address, people.contact.phone):
        assert hidden not in page
