"""Where each role starts, and what the start page shows."""

from datetime import timedelta

import pytest
from django.urls import reverse

from complaints.models import Ticket
from tests.complaints import factories as make
from tests.factories import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]


@pytest.mark.parametrize(("role", "page"), [("executive", "dashboard"), ("auditor", "audit"), ("admin", "settings")])
def test_roles_that_look_start_at_what_they_look_at(people, client, role, page):
    client.force_login(getattr(people, role))
    assert client.get("/")["Location"] == reverse(page)
    assert client.get("/", follow=True).status_code == 200


@pytest.mark.parametrize("role", ["clerk", "manager", "gm", "quality", "rep", "warehouse"])
def test_roles_that_work_start_at_their_work(people, client, role):
    client.force_login(getattr(people, role))
    assert client.get("/").status_code == 200


def test_settings_warn_the_administrator(people, client):
    client.force_login(people.admin)
    page = client.get(reverse("settings"))
    assert page.context["unknown_years"]
    assert page.context["unknown_years"] in page.content.decode()
    client.force_login(people.manager)
    assert "unknown_years" not in client.get(reverse("settings")).context


def test_up_next_is_not_in_its_group_too(people, client):
    ticket = make.logged(people)
    Ticket.objects.filter(pk=ticket.pk).update(next_due_at=NOW + timedelta(hours=2))
    client.force_login(people.clerk)
    page = client.get("/")
    assert page.context["first"]["url"] == ticket.get_absolute_url()
    assert all(row["url"] != ticket.get_absolute_url() for group in page.context["groups"] for row in group.items)
    assert page.context["count"] == 1


def test_nothing_is_up_next_that_is_due_in_days(people, client):
    ticket = make.logged(people)
    Ticket.objects.filter(pk=ticket.pk).update(next_due_at=NOW + timedelta(days=3))
    client.force_login(people.clerk)
    page = client.get("/")
    assert page.context["first"] is None
    assert [row["url"] for row in page.context["groups"][0].items] == [ticket.get_absolute_url()]
    assert page.context["count"] == 0


def test_team_parts_overdue_from_due_soon(people, client):
    hours = (-30, -1, 1, 3)
    tickets = [make.logged(people, actor=people.clerk2) for _each in hours]
    for ticket, hour in zip(tickets, hours, strict=True):
        Ticket.objects.filter(pk=ticket.pk).update(next_due_at=NOW + timedelta(hours=hour), owner=people.clerk2)
    client.force_login(people.manager)
    overdue, soon = client.get("/").context["team"]
    assert [row.url for row in overdue.tickets] == [ticket.get_absolute_url() for ticket in tickets[:2]]
    assert [row.url for row in soon.tickets] == [tickets[2].get_absolute_url()]
