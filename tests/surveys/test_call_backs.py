"""An unhappy answer opens a call for somebody else than who served: at once, once, with a due time."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from aftersales.desk.work import work_of
from aftersales.kernel.errors import Conflict, InvalidInput, NotPermitted, RuleViolation
from aftersales.notifications.models import Notification
from aftersales.staff.models import User
from complaints.models import Ticket, TicketEntry
from customers.models import Customer
from surveys.models import CallBack
from surveys.queries.call_backs import served_by
from surveys.rules.call_backs import Candidate, caller, why_unhappy
from surveys.services import call_backs as services
from surveys.services.invitations import token_of
from surveys.services.responses import submit_response
from surveys.signals import response_recorded
from tests.factories import NOW
from tests.factories.clients import client_of
from tests.factories.surveys import closed_ticket, invited, round_invitations, round_of
from tests.surveys.test_grades import in_round

pytestmark = pytest.mark.usefixtures("at_now")


def answered(people, **answers):
    invitation, token = invited(people)
    submit_response(token=token, answers=answers, language="en", now=NOW)
    return invitation


@pytest.mark.parametrize(
    ("csat", "letter", "why"),
    [(1, "E", "dissatisfied"), (2, "E", "dissatisfied"), (3, "C", ""), (None, "D", "low_index"), (None, "C", "")],
)
def test_which_answers_are_unhappy(csat, letter, why) -> None:
    assert why_unhappy(csat, letter) == why


def test_caller_is_not_who_served_nor_who_is_away() -> None:
    rows = [Candidate(1, 0, 0), Candidate(2, 0, 5), Candidate(3, 0, 2, is_away=True), Candidate(4, 1, 0)]
    assert caller(rows, {1}) == 2
    assert caller(rows, {1, 2}) == 4
    assert caller(rows, {1, 2, 4}) == 3
    assert caller(rows, {1, 2, 3, 4}) is None


def test_unhappy_answer_opens_a_call_although_it_is_solved(people) -> None:
    invitation = answered(people, solved="yes", csat="2")
    row = CallBack.objects.get()
    assert row.user not in (None, invitation.ticket.owner) and row.user != people.customer.rep
    assert row.why == "dissatisfied" and NOW < row.due_at <= NOW + timedelta(days=4)
    assert Ticket.objects.get(pk=invitation.ticket_id).state == "closed"
    assert TicketEntry.objects.filter(ticket=invitation.ticket_id, event="call_back_opened").exists()
    assert Notification.objects.filter(template="call_back_given", user=row.user, channel="page").count() == 1
    assert [item["url"] for item in work_of(row.user, NOW) if "call-backs" in item["url"]] == [row.get_absolute_url()]


def test_not_solved_reopens_and_satisfied_opens_no_call(people) -> None:
    invitation = answered(people, solved="no", csat="5")
    assert Ticket.objects.get(pk=invitation.ticket_id).state == "verifying"
    assert not CallBack.objects.exists()


def test_call_is_never_doubled(people) -> None:
    invitation = answered(people, csat="1")
    response_recorded.send(sender=None, response=invitation.response, invitation=invitation, now=NOW)
    assert CallBack.objects.count() == 1


def test_named_round_at_d_or_e_opens_a_call_for_who_did_not_serve(people) -> None:
    response = in_round(people, sat1=4, sat2=4, sat3=4)
    response_recorded.send(sender=None, response=response, invitation=response.invitation, now=NOW)
    row = CallBack.objects.get()
    assert row.why == "low_index" and row.round.quarter == "2026-Q3" and row.customer == people.customer
    assert row.user != people.customer.rep


def test_satisfied_round_opens_none(people) -> None:
    response = in_round(people, sat1=9, sat2=8, sat3=8)
    response_recorded.send(sender=None, response=response, invitation=response.invitation, now=NOW)
    assert not CallBack.objects.exists()


@pytest.fixture
def anonymous(people, client):
    """An invitation to an anonymous round that has been answered, and the last page of it."""
    invitation = round_invitations(people, round_of(is_anonymous=True), 1)[0]
    assert client.get(reverse("survey", args=[token_of(invitation)])).status_code == 302
    submit_response(token=token_of(invitation), answers={"sat1": "1"}, language="en", now=NOW)
    invitation.refresh_from_db()
    return invitation


def test_anonymous_answer_opens_a_call_only_for_who_leaves_a_contact(people, client, anonymous) -> None:
    """Somebody who did not serve the customer calls, although nobody is told who the customer is."""
    assert not CallBack.objects.exists()
    address, english = reverse("survey_page"), {"HTTP_ACCEPT_LANGUAGE": "en"}
    page = client.get(address, **english).content.decode()
    assert "Shall we call you?" in page
    handle = re.search(r'name="survey" value="(\w+)"', page)[1]
    closed_ticket(people, owner=User.objects.filter(role="service").order_by("pk").first())
    empty = client.post(address, {"survey": handle, "contact": " "}, **english)
    assert empty.status_code == 422 and "Enter how to reach you." in empty.content.decode()
    assert client.post(address, {"survey": "wrong", "contact": "李四"}, **english).status_code == 409
    assert client.post(address, {"survey": handle, "contact": "李四 139 0000 0000"}, **english).status_code == 302
    again = client.post(address, {"survey": handle, "contact": "王五"}, **english)
    assert again.status_code == 409 and "We will call you" in again.content.decode()
    row = CallBack.objects.get()
    assert (row.response, row.customer, row.contact) == (None, None, "李四 139 0000 0000")
    assert row.user.pk not in served_by(anonymous.customer, None, NOW) and row.due_at > NOW
    told = Notification.objects.get(template="call_back_asked")
    assert (told.user, told.channel) == (row.user, "page")
    assert "李四" in client_of(row.user).get(row.get_absolute_url()).content.decode()


def test_named_and_unanswered_invitations_ask_for_no_anonymous_call(people, anonymous) -> None:
    named = in_round(people, sat1=9).invitation
    waiting = round_invitations(people, anonymous.round, 1, start=1)[0]
    for invitation in (named, waiting):
        with pytest.raises(RuleViolation):
            services.open_anonymous(invitation_id=invitation.pk, contact="李四", now=NOW)


def test_caller_records_the_call_once(people) -> None:
    answered(people, csat="1", improve="没人告诉我到哪一步")
    row = CallBack.objects.get()
    client = client_of(row.user)
    page = client.get(row.get_absolute_url()).content.decode()
    assert "没人告诉我到哪一步" in page and people.customer.name in page
    sent = {"result": "satisfied", "note": "愿意再试", "version": row.version}
    address = reverse("call_back_step", args=[row.pk, "finish"])
    assert client.get(address).status_code == 200
    assert client.post(address, sent | {"note": ""}).status_code == 422
    assert client.post(address, sent).status_code == 302
    row.refresh_from_db()
    assert (row.result, row.done_by, row.note) == ("satisfied", row.user, "愿意再试")
    with pytest.raises(Conflict):
        services.finish_call_back(call_back_id=row.pk, result="unhappy", note="x", actor=row.user, now=NOW)


def test_not_reached_is_due_again_and_late_calls_are_told_once(people) -> None:
    answered(people, csat="1")
    row = CallBack.objects.get()
    assert services.remind_late(now=NOW) == 0
    late = row.due_at + timedelta(minutes=1)
    assert services.remind_late(now=late) == 1 and services.remind_late(now=late) == 0
    assert Notification.objects.filter(template="call_back_late", user=people.manager, channel="page").count() == 1
    again = services.try_again(call_back_id=row.pk, actor=row.user, now=late)
    assert again.attempts == 1 and again.due_at > late and again.told_late_at is None


def test_only_somebody_who_did_not_serve_can_be_given_the_call(people) -> None:
    invitation = answered(people, csat="1")
    row = CallBack.objects.get()
    with pytest.raises(InvalidInput) as caught:
        services.give_call_back(call_back_id=row.pk, user=invitation.ticket.owner, actor=people.manager, now=NOW)
    assert caught.value.code == "served"
    with pytest.raises(NotPermitted):
        services.give_call_back(call_back_id=row.pk, user=people.manager, actor=people.clerk, now=NOW)
    given = services.give_call_back(call_back_id=row.pk, user=people.manager, actor=people.manager, now=NOW)
    assert given.user == people.manager


def test_call_without_anybody_else_waits_for_managers(people) -> None:
    User.objects.filter(role__in=["service", "manager", "gm"]).exclude(pk=people.clerk.pk).update(is_active=False)
    answered(people, csat="1")
    assert CallBack.objects.get().user is None


def test_clerk_sees_only_own_calls_and_the_api_has_no_answers(people) -> None:
    answered(people, csat="1", improve="秘密")
    row = CallBack.objects.get()
    other = people.clerk if row.user != people.clerk else people.clerk2
    assert client_of(other).get(row.get_absolute_url()).status_code == 404
    assert client_of(people.auditor).get(row.get_absolute_url()).status_code == 200
    found = client_of(people.auditor).get("/api/v1/call-backs/?is_open=true")
    assert found.json()["count"] == 1 and "秘密" not in found.content.decode()
    assert client_of(people.auditor).get(reverse("call_backs")).status_code == 200
    assert (
        "call" in client_of(people.manager).get(reverse("grade", args=[Customer.objects.get().number])).content.decode()
    )
