"""When and how a customer wishes to be called."""

from datetime import time

import pytest
from django.urls import reverse

from aftersales.kernel.errors import InvalidInput
from complaints.forms.ticket import ReplyForm
from customers.rules.calling import CALLS, against_wish
from customers.services.interactions import record_interaction
from tests.complaints import factories as tickets
from tests.factories import NOW
from tests.factories.clients import client_of

pytestmark = pytest.mark.usefixtures("at_now")


@pytest.mark.parametrize(
    ("direction", "channel", "never", "earliest", "broken"),
    [
        ("out", "phone", True, None, "not_by_phone"),
        ("in", "phone", True, None, ""),
        ("out", "email", True, None, ""),
        ("out", "phone", False, "11:00", "too_early"),
        ("out", "phone", False, "10:00", ""),
    ],
)
def test_call_against_the_wish_needs_a_reason(people, direction, channel, never, earliest, broken):
    at = time.fromisoformat(earliest) if earliest else None
    assert against_wish(direction=direction, channel=channel, at=time(10), not_by_phone=never, not_before=at) == broken
    people.customer.not_by_phone, people.customer.not_before = never, at
    people.customer.save()
    call = {"customer": people.customer, "direction": direction, "channel": channel, "body": "x", "now": NOW}
    if broken:
        with pytest.raises(InvalidInput) as refused:
            record_interaction(actor=people.clerk, **call)
        assert (refused.value.code, refused.value.field) == (broken, "despite")
    kept = record_interaction(actor=people.clerk, despite="asked to", **call)
    assert kept.despite == ("asked to" if broken else "")


def test_page_shows_the_wish_before_a_call(people):
    people.customer.not_by_phone = True
    people.customer.save()
    ticket = tickets.logged(people)
    client = client_of(people.clerk, "en")
    for address in (people.customer.get_absolute_url(), ticket.get_absolute_url(), reverse("home")):
        assert "Do not call this customer" in client.get(address).text
    reply = reverse("ticket_step", args=[ticket.number, "reply"])
    assert client.post(reply, {"body": "hello", "channel": "phone"}).status_code == 400
    assert client.post(reply, {"body": "hello", "channel": "phone", "despite": "asked for it"}).status_code == 302


@pytest.mark.parametrize(
    ("never", "earliest", "asks"),
    [(False, None, False), (True, None, True), (False, "11:00", True), (False, "09:00", False)],
)
def test_reply_asks_for_the_reason_of_a_call_only_and_only_while_a_wish_forbids_one(people, never, earliest, asks):
    people.customer.not_by_phone = never
    people.customer.not_before = time.fromisoformat(earliest) if earliest else None
    people.customer.save()
    field = ReplyForm(target=tickets.logged(people), user=people.clerk).fields["despite"]
    assert field.widget.is_hidden != asks
    when = getattr(field, "when", None)
    assert (when and (when.question, set(when.needed), set(when.shown))) == (
        ("channel", CALLS, CALLS) if asks else None
    )


def test_box_on_the_page_of_a_customer_asks_for_the_reason_of_a_call_to_them_only(people):
    client, address = client_of(people.clerk, "en"), people.customer.get_absolute_url()
    assert 'data-when="direction"' not in client.get(address).text
    people.customer.not_before = time(9)
    people.customer.save()
    page = client.get(address).text
    assert 'data-when="direction" data-answers="out"' in page and 'data-when="channel"' in page
