"""A customer objects by the link in the mail that tells the handling: once, without an account, and not without end."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse

from aftersales.notifications.services.notifications import deliver_due
from complaints.quality.models import Investigation, Objection
from complaints.quality.queries import objection_links
from complaints.services import conversation
from tests.complaints import factories as tickets
from tests.factories import NOW

from . import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
BODY = {"about": "finding", "statement": "现场供电没有问题，不是我们操作不当。"}


def decided(people):
    """A ticket about whose investigation the meeting has decided."""
    row = make.opened(people)
    Investigation.objects.filter(pk=row.pk).update(state="decided", decided_at=NOW)
    return row.ticket


def link(ticket) -> str:
    return reverse("object_by_link", args=[objection_links.token_for(ticket)])


def reply(people, ticket) -> str:
    contact = ticket.contact
    type(contact).objects.filter(pk=contact.pk).update(email="c@example.test")
    conversation.reply(ticket_id=ticket.pk, channel="email", body="已决定换货。", actor=people.clerk, now=NOW)
    while deliver_due(now=NOW, limit=100):
        pass
    return next(one.body for one in mail.outbox if "已决定换货" in one.body)


def test_mail_that_tells_the_handling_has_a_link_and_no_mail_before(people, client):
    ticket = tickets.logged(people)
    assert "/object/" not in reply(people, ticket)
    mail.outbox.clear()
    text = reply(people, decided(people))
    address = re.search(r"http\S+(/object/\S+)", text)
    assert address and "30 天" in text
    assert client.get(address[1]).status_code == 200


def test_customer_objects_once_and_staff_are_told(people, client):
    ticket = decided(people)
    url = link(ticket)
    assert client.post(url, {**BODY, "statement": ""}).status_code == 422
    first = client.post(url, BODY)
    assert (first.status_code, first["Location"]) == (302, url)
    row = Objection.objects.get()
    assert (row.ticket, row.channel, row.recorded_by, row.statement) == (ticket, "web", None, BODY["statement"])
    assert row.history.get().history_change_reason == "raised by link"
    assert people.quality_manager.notifications.filter(template="objection_raised").exists()
    again = client.post(url, BODY)
    assert (again.status_code, again["Location"]) == (302, url)
    other = client.post(url, {**BODY, "statement": "另有意见"})
    assert other.status_code == 409 and row.number in other.content.decode()
    assert row.number in client.get(url).content.decode()
    assert Objection.objects.count() == 1


def test_wrong_old_and_withdrawn_links_lead_nowhere(people, client, monkeypatch):
    ticket = decided(people)
    url = link(ticket)
    assert client.get(reverse("object_by_link", args=["x" * 60])).status_code == 404
    assert client.get(url.replace("/object/", "/object/x")).status_code == 404
    monkeypatch.setattr("django.core.signing.time.time", lambda: (NOW + timedelta(days=400)).timestamp() + 1e8)
    assert client.get(url).status_code == 404
    monkeypatch.undo()
    type(ticket).objects.filter(pk=ticket.pk).update(state="withdrawn")
    assert client.get(url).status_code == 404


def test_address_that_objects_too_often_is_refused(people, client, counting, monkeypatch):
    from complaints.quality.views.customer_objection import ObjectionThrottle

    monkeypatch.setattr(ObjectionThrottle, "limit", 1)
    url = link(decided(people))
    assert client.post(url, BODY).status_code == 302
    assert client.post(url, BODY).status_code == 429
