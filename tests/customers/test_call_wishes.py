"""When and how a customer wishes to be called."""

from datetime import time

import pytest
from django.urls import reverse

from aftersales.kernel.errors import InvalidInput
from customers.rules.calling import against_wish
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
