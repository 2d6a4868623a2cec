"""The timeline of a customer."""

from datetime import timedelta

import pytest

from aftersales.desk.timeline import cursor_of, page_of_timeline
from complaints.models import TicketEntry
from complaints.services import conversation
from customers.services.interactions import record_interaction
from tests.complaints import factories as tickets
from tests.factories import NOW
from tests.factories.clients import client_of

pytestmark = pytest.mark.usefixtures("at_now")


def test_timeline_lists_every_interaction_and_pages_without_gaps(people, django_assert_max_num_queries):
    ticket = tickets.logged(people)
    conversation.reply(ticket_id=ticket.pk, actor=people.clerk, now=NOW, channel="email", body="We look into it")
    for n in range(6):
        at = NOW - timedelta(hours=n)
        TicketEntry.objects.create(ticket=ticket, kind="event", at=at, event="refunded", params={"amount": n})
        record_interaction(
            actor=people.clerk, now=NOW, customer=people.customer, direction="in", channel="letter", body=f"L{n}", at=at
        )
    TicketEntry.objects.create(ticket=ticket, kind="event", at=NOW, event="escalated")
    whole, none = page_of_timeline(people.customer, people.manager, size=50)
    assert (len(whole), none) == (14, "")
    seen, before = [], ""
    while True:
        entries, before = page_of_timeline(people.customer, people.manager, before=cursor_of(before), size=3)
        seen += entries
        if not before:
            break
    assert [(row["at"], row["text"]) for row in seen] == [(row["at"], row["text"]) for row in whole]
    assert [row["at"] for row in whole] == sorted((row["at"] for row in whole), reverse=True)
    letters, _next = page_of_timeline(people.customer, people.manager, channel="letter", size=50)
    progress, _next = page_of_timeline(people.customer, people.manager, channel="tickets", size=50)
    assert (len(letters), len(progress)) == (6, 6)
    with django_assert_max_num_queries(3):
        page_of_timeline(people.customer, people.manager, size=50)
    assert [cursor_of(text) for text in ("", "x", "2026-01-01~0~1", "2026-01-01T00:00:00+00:00~7~1")] == [None] * 4
    client = client_of(people.manager, "en")
    api = f"/api/v1/timeline/{people.customer.number}/"
    assert len(client.get(api, {"channel": "letter"}).json()["results"]) == 6
    assert [client.get(api, bad).status_code for bad in ({"channel": "x"}, {"before": "x"})] == [400, 400]
    assert client.get(people.customer.get_absolute_url(), {"channel": "letter"}).status_code == 200
