"""Reminders: notified once, visible to their author only, shown on the home page until done."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from aftersales.desk.home import home_of
from aftersales.kernel.errors import InvalidInput, NotPermitted, NotVisible
from aftersales.notifications.models import Notification
from complaints.forms.work import RemindForm
from complaints.models import Reminder, Ticket
from complaints.services import lifecycle, reminders
from tests.factories import NOW
from tests.factories.clients import api_client_of

from . import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
TOMORROW = NOW + timedelta(days=1)
LATER = NOW + timedelta(days=2)


def reminded(people, actor=None, **words):
    ticket = Ticket.objects.first() or make.logged(people)
    return reminders.remind(
        ticket_id=ticket.pk, actor=actor or people.clerk, now=NOW, **{"due_at": TOMORROW, "note": "问照片", **words}
    )


def told():
    return Notification.objects.filter(template="ticket_reminder")


def test_reminder_is_notified_once_when_due(people):
    reminded(people)
    assert reminders.sweep(now=TOMORROW - timedelta(seconds=1)) == 0
    assert reminders.sweep(now=TOMORROW) == 1
    assert reminders.sweep(now=LATER) == 0
    assert {n.user for n in told()} == {people.clerk}
    assert told().filter(channel="page").get().params["note"] == "问照片"


def test_leased_reminder_is_left_to_its_sweeper_until_the_lease_ends(people):
    row = reminded(people)
    Reminder.objects.filter(pk=row.pk).update(lease="other", leased_until=TOMORROW + timedelta(seconds=60))
    assert reminders.sweep(now=TOMORROW) == 0
    assert reminders.sweep(now=TOMORROW + timedelta(seconds=61)) == 1


def test_reminder_done_is_not_notified(people):
    row = reminded(people)
    reminders.mark_done(reminder_id=row.pk, actor=people.clerk, now=NOW)
    again = reminders.mark_done(reminder_id=row.pk, actor=people.clerk, now=LATER)
    assert again.done_at == NOW
    assert reminders.sweep(now=LATER) == 0


def test_reminder_of_a_hidden_ticket_is_not_notified(people):
    ticket = make.logged(people, owner=people.stranger)
    reminders.remind(ticket_id=ticket.pk, due_at=TOMORROW, actor=people.stranger, now=NOW)
    lifecycle.reassign(ticket_id=ticket.pk, to=people.clerk, note="x", actor=people.manager, now=NOW)
    reminders.sweep(now=TOMORROW)
    assert not told().exists()


@pytest.mark.parametrize(("after", "code"), [(timedelta(0), "past"), (timedelta(days=731), "too_far")])
def test_reminder_must_be_in_the_near_future(people, after, code):
    with pytest.raises(InvalidInput) as error:
        reminded(people, due_at=NOW + after)
    assert error.value.code == code


def test_reader_sets_no_reminder(people):
    with pytest.raises(NotPermitted):
        reminded(people, actor=people.auditor)


def test_reminder_is_done_by_its_author_only(people):
    row = reminded(people)
    with pytest.raises(NotVisible):
        reminders.mark_done(reminder_id=row.pk, actor=people.manager, now=NOW)


@pytest.mark.parametrize(
    ("days", "moment"),
    [
        ("1", datetime(2026, 11, 19, 0, 30, tzinfo=UTC)),
        ("3", datetime(2026, 11, 23, 0, 30, tzinfo=UTC)),  # Saturday → Monday
        ("7", datetime(2026, 11, 25, 0, 30, tzinfo=UTC)),
    ],
)
def test_reminder_presets_are_the_opening_of_a_workday(people, days, moment):
    form = RemindForm({"days": days}, target=make.logged(people), user=people.clerk)
    assert form.is_valid()
    assert form.cleaned_data == {"due_at": moment, "note": ""}


def test_reminder_needs_a_moment(people):
    ticket = make.logged(people)
    form = RemindForm({"days": "1", "due_at": "2026-12-01T15:00"}, target=ticket, user=people.clerk)
    assert form.is_valid()
    assert form.cleaned_data["due_at"].day == 1
    assert "due_at" in RemindForm({"days": ""}, target=ticket, user=people.clerk).errors


def test_page_sets_shows_and_completes_a_reminder(people, client):
    ticket = make.logged(people)
    client.force_login(people.clerk)
    url = reverse("ticket_step", args=[ticket.number, "remind"])
    assert client.get(url).status_code == 200
    assert client.post(url, {"days": "1", "note": "问照片到了没有"}).status_code == 302
    assert "问照片到了没有" in client.get(ticket.get_absolute_url()).content.decode()
    done = reverse("reminder_done", args=[Reminder.objects.get().pk])
    client.force_login(people.manager)
    assert "问照片到了没有" not in client.get(ticket.get_absolute_url()).content.decode()
    assert client.post(done).status_code == 404
    client.force_login(people.clerk)
    assert client.post(done).url == ticket.get_absolute_url()
    assert "问照片到了没有" not in client.get(ticket.get_absolute_url()).content.decode()


def test_home_shows_the_reminder_but_not_as_an_sla_target(people):
    reminded(people, due_at=NOW + timedelta(minutes=1))
    lifecycle.reassign(ticket_id=Ticket.objects.get().pk, to=people.clerk2, note="x", actor=people.clerk, now=NOW)
    shown = home_of(people.clerk, NOW)
    assert shown["first"] is None
    assert [item["state"] for group in shown["groups"] for item in group.items] == ["due"]


@pytest.mark.parametrize("count", [1, 30])
def test_ticket_page_and_home_take_the_same_number_of_queries(people, client, django_assert_max_num_queries, count):
    for number in range(count):
        reminded(people, note=str(number))
    client.force_login(people.clerk)
    for url, most in ((Ticket.objects.get().get_absolute_url(), 30), (reverse("home"), 26)):
        with django_assert_max_num_queries(most):
            assert client.get(url).status_code == 200


def test_api_sets_lists_and_completes_a_reminder(people):
    client = api_client_of(people.clerk)
    ticket = make.logged(people)
    made = client.post(f"/api/v1/tickets/{ticket.number}/remind/", {"due_at": TOMORROW, "note": "x"}, format="json")
    assert (made.status_code, made.json()["ticket"]) == (201, ticket.number)
    assert client.get("/api/v1/reminders/").json()["count"] == 1
    done = client.post(f"/api/v1/reminders/{made.json()['id']}/done/")
    assert done.json()["done_at"]
    assert client.get("/api/v1/reminders/").json()["count"] == 0
    past = client.post(f"/api/v1/tickets/{ticket.number}/remind/", {"due_at": NOW}, format="json")
    assert past.json()["errors"][0]["field"] == "due_at"
