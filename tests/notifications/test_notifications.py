"""The outbox: one notification for each key, on the page at once and by mail after the transaction."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from aftersales.notifications.models import Notification
from aftersales.notifications.services.notifications import MAX_ATTEMPTS, deliver_due, mail_out, notify
from tests.factories import NOW, cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    found = cast()
    found.manager.language = "en"
    found.manager.save()
    return found


def tell(user, key="import:1"):
    params = {"added": 20, "known": 0, "failed": 2}
    notify(users=[user], template="import_done", params=params, url="/settings/imports/", key=key, now=NOW)


def test_same_key_notifies_once(people):
    tell(people.manager)
    tell(people.manager)
    assert sorted(row.channel for row in Notification.objects.all()) == ["mail", "page"]
    assert [deliver_due(now=NOW), deliver_due(now=NOW)] == [1, 0]
    assert [one.to for one in mail.outbox] == [[people.manager.email]]
    assert "20 added" in mail.outbox[0].body


def test_notification_is_marked_as_read_for_its_reader_only(people):
    tell(people.manager)
    tell(people.clerk, key="import:2")
    client = Client()
    client.force_login(people.manager)
    assert "Import finished" in client.get(reverse("notifications")).content.decode()
    client.post(reverse("notifications_read"))
    read = Notification.objects.filter(channel="page").exclude(read_at=None)
    assert [row.user for row in read] == [people.manager]


def test_mail_that_cannot_be_sent_is_retried_and_finally_given_up(people, settings):
    settings.EMAIL_BACKEND = "no.such.Backend"
    tell(people.manager)
    now = NOW
    for attempt in range(1, MAX_ATTEMPTS + 1):
        assert deliver_due(now=now) == 0
        row = Notification.objects.get(channel="mail")
        assert (row.attempts, row.due_at > now) == (attempt, True)
        assert deliver_due(now=now) == 0, "not before its time"
        now = row.due_at + timedelta(seconds=1)
    assert (row.state, deliver_due(now=now)) == ("failed", 0)


def headers_of(template, params, settings, key="a:1"):
    settings.DEFAULT_FROM_EMAIL = "Service <service@example.com>"
    mail_out(address="a@example.test", language="en", template=template, params=params, key=key, now=NOW)
    assert deliver_due(now=NOW) == 1
    return dict(mail.outbox[-1].message().items())


def test_automatic_mail_says_so_and_has_a_stable_id(people, settings):
    sent = headers_of("import_done", {"added": 1, "known": 0, "failed": 0}, settings)
    row = Notification.objects.get(channel="mail")
    assert (sent["Auto-Submitted"], sent["Precedence"]) == ("auto-generated", "bulk")
    assert sent["Message-ID"] == f"<notification-{row.pk}@example.com>"
    Notification.objects.update(state="waiting")
    deliver_due(now=NOW)
    assert mail.outbox[-1].message()["Message-ID"] == sent["Message-ID"]
    assert "In-Reply-To" not in sent


def test_replies_of_one_ticket_are_one_thread_and_not_automatic(people, settings, monkeypatch):
    monkeypatch.setattr(
        "aftersales.notifications.services.notifications.contributions",
        lambda name: [("ticket_reply", lambda params: {**params, "body": "Hello"})] if name == "MAIL_PARAMS" else [],
    )
    params = {"number": "SR-2026-00001", "subject": "x", "entry": 1}
    first, second = (headers_of("ticket_reply", params, settings, key=f"reply:{n}") for n in (1, 2))
    assert first["Message-ID"] != second["Message-ID"]
    for sent in (first, second):
        assert sent["In-Reply-To"] == sent["References"] == "<SR-2026-00001@example.com>"
        assert "Auto-Submitted" not in sent
        assert "Precedence" not in sent


def test_number_in_a_header_cannot_add_another_one(people, settings, monkeypatch):
    monkeypatch.setattr(
        "aftersales.notifications.services.notifications.contributions",
        lambda name: [("ticket_reply", lambda params: {**params, "body": "Hello"})] if name == "MAIL_PARAMS" else [],
    )
    sent = headers_of("ticket_reply", {"number": "客\r\nBcc: b@c", "subject": "x", "entry": 1}, settings)
    assert sent["References"] == "<---Bcc--b-c@example.com>"
