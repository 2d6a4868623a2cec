"""One verb on many tickets: each by the service for one ticket, with a result for each."""

import pytest
from django.urls import reverse

from aftersales.kernel.errors import InvalidInput
from aftersales.notifications.models import Notification
from complaints.models import Ticket
from complaints.services import lifecycle
from complaints.services.bulk import act_on_many
from complaints.verbs import MANY
from tests.factories import NOW, customer_of
from tests.factories.clients import api_client_of

from . import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
BULK = "/api/v1/tickets/bulk/"


def many(people, count=3, **changes):
    return [make.logged(people, **changes).number for _ in range(count)]


def act(people, verb, numbers, actor=None, **words):
    found = act_on_many(service=MANY[verb].service, numbers=numbers, actor=actor or people.clerk2, now=NOW, **words)
    return [outcome.error.code if outcome.error else "done" for outcome in found]


def owners():
    return list(Ticket.objects.order_by("pk").values_list("owner__username", flat=True))


def test_taking_many_assigns_each_with_history(people):
    numbers = many(people)
    assert act(people, "take", numbers) == ["done"] * 3
    assert owners() == ["clerk2"] * 3
    assert {t.history.first().history_user for t in Ticket.objects.all()} == {people.clerk2}


def test_bulk_continues_after_a_refused_ticket(people):
    numbers = many(people)
    lifecycle.withdraw(ticket_id=Ticket.objects.get(number=numbers[1]).pk, actor=people.clerk, now=NOW, reason="x")
    assert act(people, "take", [*numbers, "TK-2026-99999"]) == ["done", "closed", "done", "not_found"]
    assert owners() == ["clerk2", "clerk", "clerk2"]


def test_ticket_named_twice_is_done_once(people):
    number = many(people, 1)[0]
    assert act(people, "take", [number, number]) == ["done"]


def test_reassigning_many_keeps_the_note_on_each_and_notifies_the_new_owner(people):
    numbers = many(people)
    assert act(people, "reassign", numbers, people.clerk, to=people.clerk2, note="休假交接") == ["done"] * 3
    assert owners() == ["clerk2"] * 3
    assert Notification.objects.filter(user=people.clerk2, template="ticket_reassigned", channel="page").count() == 3


def test_reassigning_tickets_of_others_is_refused(people):
    numbers = many(people, 2)
    assert act(people, "reassign", numbers, people.clerk2, to=people.clerk2, note="x") == ["not_permitted"] * 2


def test_pausing_and_resuming_many(people):
    numbers = many(people, 2)
    assert act(people, "pause", numbers[:1], reason="等照片") == ["done"]
    assert act(people, "pause", numbers, reason="等照片") == ["already_paused", "done"]
    assert act(people, "resume", numbers) == ["done", "done"]
    assert act(people, "resume", numbers) == ["already_running"] * 2


def test_bulk_does_not_find_hidden_tickets(people):
    numbers = many(people, 1)
    people.stranger.role = "service"
    assert act(people, "take", numbers, people.stranger) == ["done"]
    people.stranger.role = "rep"
    other = make.logged(
        people, customer=customer_of(people.east, number="CU-9", name="别家"), contact=None, purchase=None
    )
    assert act(people, "pause", [other.number], people.stranger, reason="x") == ["not_found"]


@pytest.mark.parametrize(("verb", "count", "code"), [("take", 0, "empty"), ("take", 201, "too_many")])
def test_bulk_refuses_empty_and_too_large_selections(people, verb, count, code):
    with pytest.raises(InvalidInput) as error:
        act(people, verb, [f"TK-{n}" for n in range(count)])
    assert error.value.code == code


@pytest.fixture
def clerk2(people, client):
    people.clerk2.language = "en"
    people.clerk2.save()
    client.force_login(people.clerk2)
    return client


def test_list_offers_what_the_role_may_do(people, clerk2, client):
    many(people, 1)
    assert 'value="take"' in clerk2.get(reverse("tickets")).content.decode()
    client.force_login(people.auditor)
    page = client.get(reverse("tickets")).content.decode()
    assert 'name="ticket"' not in page


def test_page_does_the_verb_and_returns_to_the_same_list(people, clerk2):
    answer = clerk2.post(reverse("tickets_bulk"), {"verb": "take", "ticket": many(people), "back": "state=open"})
    assert answer.url == "/tickets/?state=open"
    assert owners() == ["clerk2"] * 3


def test_page_asks_for_the_handover_note_first(people, client):
    numbers, url = many(people), reverse("tickets_bulk")
    client.force_login(people.clerk)
    asked = client.post(url, {"verb": "reassign", "ticket": numbers})
    assert asked.status_code == 200
    assert all(number in asked.content.decode() for number in numbers)
    data = {"verb": "reassign", "ticket": numbers, "sure": "yes", "to": people.clerk2.pk, "note": ""}
    assert client.post(url, data).status_code == 422
    assert owners() == ["clerk"] * 3
    assert client.post(url, {**data, "note": "休假"}).status_code == 302
    assert owners() == ["clerk2"] * 3


def test_page_names_each_refused_ticket(people, clerk2):
    numbers = [*many(people, 2), "TK-2026-99999"]
    page = clerk2.post(reverse("tickets_bulk"), {"verb": "take", "ticket": numbers}).content.decode()
    assert "Done: 2" in page
    assert "Failed: 1" in page
    assert "Ticket not found." in page


@pytest.mark.parametrize("data", [{}, {"verb": "withdraw", "ticket": ["TK-1"]}, {"verb": "take"}])
def test_page_refuses_a_request_without_tickets_or_verb(people, clerk2, data):
    assert clerk2.post(reverse("tickets_bulk"), data).status_code == 302


def test_return_address_stays_on_this_site(people, clerk2):
    data = {"verb": "take", "ticket": many(people, 1), "back": "//evil.example/\r\nX: y"}
    assert clerk2.post(reverse("tickets_bulk"), data).url.startswith("/tickets/?")


def test_api_answers_for_each_ticket(people):
    client = api_client_of(people.clerk2)
    numbers = many(people, 2)
    answer = client.post(BULK, {"verb": "take", "tickets": [*numbers, "TK-2026-99999"]}, format="json").json()
    assert (answer["done"], answer["refused"]) == (2, 1)
    assert answer["results"][2]["code"] == "not_found"
    lacking = client.post(BULK, {"verb": "pause", "tickets": numbers}, format="json")
    assert (lacking.status_code, lacking.json()["errors"][0]["field"]) == (400, "reason")
    long = client.post(BULK, {"verb": "take", "tickets": [f"TK-{n}" for n in range(201)]}, format="json")
    assert long.status_code == 400
