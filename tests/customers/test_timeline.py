"""The timeline of a customer."""

from datetime import timedelta

import pytest
from django.urls import reverse

from aftersales.desk.timeline import cursor_of, page_of_timeline
from complaints.models import TicketEntry
from complaints.services import conversation
from customers.services.interactions import record_interaction
from customers.services.panel import ask_panel, join_panel, record_opinion
from surveys.models import Invitation, Questionnaire
from tests.complaints import factories as tickets
from tests.factories import NOW
from tests.factories.clients import client_of
from tests.factories.visits import visit_of

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
    with django_assert_max_num_queries(9):
        page_of_timeline(people.customer, people.manager, size=50)
    assert [cursor_of(text) for text in ("", "x", "2026-01-01~0~1", "2026-01-01T00:00:00+00:00~8~1")] == [None] * 4
    client = client_of(people.manager, "en")
    api = f"/api/v1/timeline/{people.customer.number}/"
    assert len(client.get(api, {"channel": "letter"}).json()["results"]) == 6
    assert [client.get(api, bad).status_code for bad in ({"channel": "x"}, {"before": "x"})] == [400, 400]
    assert client.get(people.customer.get_absolute_url(), {"channel": "letter"}).status_code == 200


def test_timeline_shows_what_answered_what(people):
    by = {"actor": people.clerk, "now": NOW, "customer": people.customer}
    asked = record_interaction(**by, direction="in", channel="letter", body="When?", at=NOW - timedelta(days=3))
    client = client_of(people.clerk, "en")
    page = client.get(people.customer.get_absolute_url()).content.decode()
    assert 'name="at"' in page and f'<option value="{asked.pk}"' in page
    typed = {"body": "Monday", "direction": "out", "channel": "email", "answers": asked.pk, "at": "2026-11-17T08:30"}
    url = reverse("interaction_new", args=[people.customer.number])
    assert client.post(url, typed).status_code == 302
    answer = people.customer.interactions.get(body="Monday")
    assert answer.answers == asked and answer.at.isoformat().startswith("2026-11-17T00:30")
    page = client.get(people.customer.get_absolute_url()).content.decode()
    assert f'href="#contact-{asked.pk}"' in page
    [first, second] = client.get(f"/api/v1/timeline/{people.customer.number}/").json()["results"][:2]
    assert {row["interaction"]: row["answers"] for row in (first, second)} == {answer.pk: asked.pk, asked.pk: None}


def test_visits_opinions_and_surveys_stand_in_the_timeline(people):
    visit_of(people.customer, rep=people.rep, due_on=NOW.date(), state="done", took_place_at=NOW - timedelta(hours=1))
    member = join_panel(
        actor=None, now=NOW, contact_id=people.contact.pk, agreed_on=NOW.date() - timedelta(days=9), ask_by="phone"
    )
    question = ask_panel(actor=people.manager, now=NOW - timedelta(hours=3), title="Colour?")
    record_opinion(actor=people.clerk, now=NOW - timedelta(hours=2), question_id=question.pk, member=member, body="Red")
    invite(people.customer, NOW - timedelta(hours=4))
    entries, _next = page_of_timeline(people.customer, people.manager, size=50)
    assert [entry["channel"] for entry in entries] == ["visits", "panel", "surveys"]
    assert entries[1]["text"] == "Red"
    for channel in ("visits", "panel", "surveys"):
        one, _next = page_of_timeline(people.customer, people.manager, channel=channel, size=50)
        assert len(one) == 1
    seen, before = [], ""
    while True:
        page, before = page_of_timeline(people.customer, people.manager, before=cursor_of(before), size=1)
        seen += page
        if not before:
            break
    assert [entry["channel"] for entry in seen] == ["visits", "panel", "surveys"]


def invite(customer, at):
    return Invitation.objects.create(
        kind="ticket",
        questionnaire=Questionnaire.objects.create(kind="ticket", code="q", version=99, title_zh="问卷", title_en="Q"),
        customer=customer,
        key="k",
        token_hash="h",
        created_at=at,
        expires_at=at + timedelta(days=30),
    )
