"""A page learns before it sends a form whether the server is there, and for whom."""

import pytest
from django.urls import reverse

from aftersales.staff.models import User

pytestmark = pytest.mark.django_db


def test_page_learns_who_is_signed_in_and_the_token_of_forms(client):
    user = User.objects.create_user("lin", password="a-long-password")
    client.force_login(user)
    answer = client.get(reverse("ready"))
    assert answer.json()["user"] == user.pk and answer.json()["csrf"]
    assert "no-store" in answer["Cache-Control"]


def test_script_that_sends_a_form_learns_where_it_leads(client):
    answer = client.post(reverse("drafts"), headers={"X-Stays": "yes"})
    assert answer.status_code == 204 and answer["X-Goes-To"].split("?")[0] == reverse("login")
    assert "Location" not in answer and not answer.content


def test_page_learns_that_the_session_is_over(client):
    answer = client.get(reverse("ready"))
    assert (answer.status_code, answer["Location"].split("?")[0]) == (302, reverse("login"))
