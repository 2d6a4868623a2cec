"""What is closed, withdrawn or merged takes no more work; a merged ticket leads to the one that goes on."""

import pytest
from django.urls import reverse

from complaints.models import Ticket
from complaints.services import lifecycle, merging
from tests.factories import NOW
from tests.factories.clients import api_client_of

from . import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
BODIES = {
    "reply": {"body": "您好", "channel": "phone"},
    "customer-message": {"body": "还有", "channel": "phone"},
    "reassign": {"note": "请接手"},
    "take": {},
    "classify": {"quality_class": "extrinsic", "reason": "运输压损"},
    "change-type": {"kind": "repair", "reason": "x"},
    "edit": {"subject": "新"},
    "pause": {"reason": "等"},
    "resume": {},
    "callback": {"due_at": "2026-11-20T10:00:00+08:00"},
    "propose": {"remedy": "compensation", "costs": "5.00", "reason": "x"},
}
# What the workflow refuses where the state of the ticket does not allow it.
STEPS = {"answer": {"outcome": "已答复"}, "confirm": {"solved": True}, "close": {}}


def withdrawn(people) -> Ticket:
    ticket = make.logged(people)
    return lifecycle.withdraw(ticket_id=ticket.pk, actor=people.clerk, now=NOW, reason="撤回")


def closed(people) -> Ticket:
    facts = {"ticket_id": make.logged(people).pk, "actor": people.clerk, "now": NOW}
    lifecycle.answer(outcome="已答复", **facts)
    lifecycle.confirm(solved=True, **facts)
    return lifecycle.close(**facts)


def merged(people) -> Ticket:
    one, other = make.logged(people), make.logged(people)
    return merging.merge(ticket_id=one.pk, into=other.pk, actor=people.clerk, now=NOW)


def post(people, ticket, verb):
    body = dict({**BODIES, **STEPS}[verb])
    if verb == "reassign":
        body["to"] = people.clerk2.pk
    if verb == "edit":
        body["version"] = ticket.version
    who = people.clerk2 if verb == "take" else people.clerk
    return api_client_of(who).post(f"/api/v1/tickets/{ticket.number}/{verb}/", body, format="json")


@pytest.mark.parametrize("made", [withdrawn, closed])
@pytest.mark.parametrize("verb", BODIES)
def test_verb_that_is_not_offered_is_refused(people, made, verb):
    ticket = made(people)
    shown = api_client_of(people.clerk).get(f"/api/v1/tickets/{ticket.number}/").json()
    allowed = {one["verb"] for one in shown["allowed"]}
    assert verb not in allowed and allowed <= {"note", "remind", "reopen", "tag"}
    answer = post(people, ticket, verb)
    assert (answer.status_code, answer.json()["code"]) == (422, "closed")
    assert ticket.version == Ticket.objects.get(pk=ticket.pk).version


@pytest.mark.parametrize("verb", [verb for verb in {**BODIES, **STEPS} if verb != "customer-message"])
def test_merged_ticket_names_the_one_that_goes_on(people, verb):
    ticket = merged(people)
    answer = post(people, ticket, verb)
    assert (answer.status_code, answer.json()["code"]) == (409, "merged")
    assert ticket.merged_into.number in answer.json()["detail"]


def test_message_about_a_merged_ticket_goes_to_the_one_that_goes_on(people, client):
    ticket = merged(people)
    last = make.logged(people)
    merging.merge(ticket_id=ticket.merged_into_id, into=last.pk, actor=people.clerk, now=NOW)
    before = ticket.entries.count()
    shown = api_client_of(people.clerk).get(f"/api/v1/tickets/{ticket.number}/").json()
    assert "customer-message" in {one["verb"] for one in shown["allowed"]} and shown["merged_into"]
    answer = post(people, ticket, "customer-message")
    assert (answer.status_code, answer.json()["number"]) == (200, last.number)
    assert ticket.entries.count() == before
    assert last.entries.filter(kind="customer", interaction__body="还有").count() == 1
    client.force_login(people.clerk)
    page = client.post(reverse("ticket_step", args=[ticket.number, "customer-message"]), BODIES["customer-message"])
    written = last.entries.order_by("-pk").first()
    assert page.headers["Location"] == f"{last.get_absolute_url()}#entry-{written.pk}"


def test_message_about_a_ticket_merged_into_a_closed_one_is_refused(people):
    ticket = merged(people)
    lifecycle.withdraw(ticket_id=ticket.merged_into_id, actor=people.clerk, now=NOW, reason="撤回")
    assert post(people, ticket, "customer-message").status_code == 422


def test_page_of_a_merged_ticket_links_to_the_one_that_goes_on(people, client):
    client.force_login(people.clerk)
    ticket = merged(people)
    assert ticket.merged_into.get_absolute_url() in client.get(ticket.get_absolute_url()).content.decode()


def test_second_who_identifies_the_customer_is_told_who_it_is(people):
    ticket = make.logged(people, customer=None, contact=None, purchase=None)
    path, body = f"/api/v1/tickets/{ticket.number}/identify/", {"customer": people.customer.number}
    assert api_client_of(people.clerk).post(path, body, format="json").status_code == 200
    answer = api_client_of(people.clerk2).post(path, body, format="json")
    assert (answer.status_code, answer.json()["code"]) == (409, "already_identified")
