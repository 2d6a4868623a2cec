"""Calls from a telephone system: shown while they ring, logged as tickets, timed from the ring."""

from datetime import timedelta

import pytest
from django.urls import reverse

from aftersales.kernel.errors import InvalidInput, NotPermitted
from complaints.models import Call, Ticket
from complaints.queries.calls import ringing
from complaints.services import calls
from tests.factories import NOW, customer_of
from tests.factories.clients import api_client_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
API = "/api/v1/calls/"
RANG = NOW - timedelta(seconds=40)


def rang(people, call_id="c1", **facts) -> Call:
    values = {"phone": "13800002406", "rang_at": RANG, "user": people.clerk}
    return calls.record_call(actor=people.admin, now=NOW, call_id=call_id, **{**values, **facts})


def test_caller_is_found_by_the_phone_number(people):
    call = rang(people, phone="+86 138-0000-2406")
    assert (call.customer, call.contact) == (people.customer, people.contact)


def test_shared_phone_number_offers_each_customer(people):
    other = customer_of(people.east, number="CU-2026-00002", name="同号客户")
    call = rang(people)
    assert call.customer is None
    labels = [choice.label for choice in ringing(people.clerk, NOW)[0].choices]
    assert set(labels) == {people.customer.name, other.name}


@pytest.mark.parametrize("phone", ["", "110", "13900001111"])
def test_unknown_or_withheld_number_finds_no_customer(people, phone):
    call = rang(people, phone=phone)
    assert call.customer is None
    assert ringing(people.clerk, NOW)[0].choices == []


def test_same_call_id_changes_nothing(people):
    first = rang(people)
    again = rang(people, phone="13900001111", rang_at=NOW)
    assert (again.pk, again.rang_at, Call.objects.count()) == (first.pk, RANG, 1)


def test_ring_time_may_be_a_little_in_the_future(people):
    assert rang(people, rang_at=NOW + timedelta(minutes=5)).rang_at == NOW
    with pytest.raises(InvalidInput):
        rang(people, "c2", rang_at=NOW + timedelta(minutes=5, seconds=1))


def test_only_desk_and_administrator_report_calls(people):
    with pytest.raises(NotPermitted):
        calls.record_call(actor=people.rep, now=NOW, call_id="c", phone="", rang_at=RANG)


def test_extension_finds_the_one_user_whose_phone_ends_in_it(people):
    people.clerk2.phone = "400 555 0100 转 802"
    people.clerk2.save()
    assert rang(people, user=None, extension="802").user == people.clerk2
    assert rang(people, "c2", user=None, extension="02").user is None


def test_call_is_shown_to_its_extension_or_to_the_front_desk(people):
    rang(people)
    assert len(ringing(people.clerk, NOW)) == 1
    assert ringing(people.clerk2, NOW) == []
    rang(people, "c2", user=None)
    assert len(ringing(people.clerk2, NOW)) == 1


@pytest.mark.parametrize(
    ("facts", "shown"),
    [
        ({"rang_at": NOW - timedelta(minutes=30)}, 0),
        ({"rang_at": NOW - timedelta(minutes=29, seconds=59)}, 1),
        ({"direction": "out"}, 0),
    ],
)
def test_old_and_outgoing_calls_are_not_shown(people, facts, shown):
    rang(people, **facts)
    assert len(ringing(people.clerk, NOW)) == shown


def test_rep_of_another_region_does_not_see_the_caller(people):
    rang(people, user=people.stranger)
    assert ringing(people.stranger, NOW)[0].choices == []


def test_ticket_takes_the_ring_time_and_the_call_is_done(people):
    call = rang(people)
    ticket = calls.open_ticket(
        call_pk=call.pk, actor=people.clerk, now=NOW, kind="inquiry", description="问", channel="hotline"
    )
    assert ticket.received_at == RANG
    reply = ticket.sla_targets.get(code="first_reply")
    assert (reply.starts_at, reply.met_at) == (RANG, RANG), "answered at once; the logging took longer"
    assert ringing(people.clerk, NOW) == []


def test_second_ticket_of_a_call_has_the_same_ring_time(people):
    call = rang(people)
    for _ in range(2):
        calls.open_ticket(
            call_pk=call.pk, actor=people.clerk, now=NOW, kind="inquiry", description="问", channel="hotline"
        )
    assert [t.received_at for t in Ticket.objects.all()] == [RANG, RANG]
    call.refresh_from_db()
    assert call.ticket == Ticket.objects.order_by("pk").first()


def test_page_masks_the_caller_and_logs_the_ticket(people, client):
    people.clerk.language = "en"
    people.clerk.save()
    call = rang(people)
    client.force_login(people.clerk)
    shown = client.get(reverse("calls_ringing")).content.decode()
    assert "138 **** 2406" in shown
    assert "0000" not in shown.replace("CU-2026-00001", "")
    assert people.customer.name in shown
    url = f"{reverse('ticket_new')}?call={call.pk}&customer={people.customer.number}"
    page = client.get(url)
    assert page.context["chosen"] == people.customer
    assert "You’re logging this call" in page.content.decode()
    data = {
        "call": call.pk,
        "customer": people.customer.number,
        "kind": "inquiry",
        "channel": "hotline",
        "description": "问保养周期",
        "severity": "minor",
    }
    assert client.post(url, data).status_code == 302
    assert Ticket.objects.get().received_at == RANG


def test_ring_time_typed_on_the_form_wins(people, client):
    call = rang(people)
    client.force_login(people.clerk)
    data = {
        "call": call.pk,
        "kind": "inquiry",
        "channel": "hotline",
        "description": "问",
        "severity": "minor",
        "received_at": "2026-11-18T09:50",
    }
    client.post(reverse("ticket_new"), data)
    assert Ticket.objects.get().received_at == NOW - timedelta(minutes=10)


@pytest.mark.parametrize("call", ["x", "999", "9" * 30])
def test_missing_call_is_ignored(people, client, call):
    client.force_login(people.clerk)
    assert client.get(reverse("calls_ringing"), {"call": call}).status_code == 200
    assert client.get(reverse("ticket_new"), {"call": call}).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_panel_takes_the_same_number_of_queries(people, client, django_assert_max_num_queries, count):
    for number in range(count):
        rang(people, str(number), phone=f"1390000{number:04d}")
    client.force_login(people.clerk)
    with django_assert_max_num_queries(5):
        client.get(reverse("calls_ringing"))


def test_api_report_of_a_call_is_idempotent(people):
    client = api_client_of(people.admin)
    body = {"call_id": "pbx-7", "phone": "13800002406", "rang_at": RANG.isoformat(), "user": "clerk"}
    first, again = (client.post(API, body, format="json") for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert first.json()["customer"] == people.customer.number
    assert "phone" not in first.json()
    client.force_authenticate(people.clerk)
    assert client.get(API).json()["count"] == 1
    client.force_authenticate(people.rep)
    assert client.post(API, {**body, "call_id": "x"}, format="json").status_code == 403
    client.force_authenticate(people.auditor)
    assert client.get(API).status_code == 404


@pytest.mark.parametrize(
    "body", [{}, {"call_id": "x" * 65, "rang_at": RANG.isoformat()}, {"call_id": "a", "rang_at": "soon"}]
)
def test_api_names_the_invalid_field(people, body):
    client = api_client_of(people.admin)
    assert client.post(API, body, format="json").status_code == 400


def test_api_logs_a_ticket_from_the_ring(people):
    client = api_client_of(people.clerk)
    body = {"kind": "inquiry", "description": "问", "channel": "hotline", "call": rang(people).pk}
    assert client.post("/api/v1/tickets/", body, format="json").status_code == 201
    assert Ticket.objects.get().received_at == RANG
    assert Call.objects.get().ticket == Ticket.objects.get()
