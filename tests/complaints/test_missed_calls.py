"""Missed calls: a queue of their own with the promise to call back, on the page, in the API and in the menu."""

from datetime import timedelta

import pytest
from django.urls import reverse

from aftersales.kernel.errors import DomainError
from aftersales.notifications.models import Notification
from complaints.models import Call, MissedCall
from complaints.services import calls, missed_calls
from tests.factories import NOW
from tests.factories.clients import api_client_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
RANG = NOW - timedelta(minutes=5)
HOUR = timedelta(hours=1)
CALLS, MISSED = "/api/v1/calls/", "/api/v1/missed-calls/"


def report(people, call_id="c1", **facts) -> Call:
    values = {"phone": "13800002406", "rang_at": RANG, **facts}
    return calls.record_call(actor=people.manager, now=NOW, call_id=call_id, **values)


def missed(people, call_id="c1", **facts) -> MissedCall:
    return report(people, call_id, missed=True, **facts).missed


def test_telephone_system_reports_ring_answer_and_miss(people):
    client = api_client_of(people.clerk)
    body = {"call_id": "a", "rang_at": RANG.isoformat()}
    assert client.post(CALLS, body, format="json").status_code == 201
    answered = client.post(CALLS, {**body, "answered_at": (RANG + timedelta(seconds=9)).isoformat()}, format="json")
    assert answered.status_code == 200 and answered.json()["answered_at"]
    client.post(CALLS, {**body, "missed": True}, format="json")
    assert not MissedCall.objects.exists(), "it was answered"
    client.post(CALLS, {**body, "call_id": "b", "missed": True}, format="json")
    row = client.get(MISSED).json()["results"][0]
    assert (row["call_id"], row["state"]) == ("b", "waiting")
    assert MissedCall.objects.get().due_at == RANG + 24 * HOUR, "as a phone call: from the ring"


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"answered_at": RANG, "missed": True}, "missed"),
        ({"answered_at": RANG - HOUR}, "answered_at"),
        ({"answered_at": NOW + HOUR}, "answered_at"),
    ],
)
def test_contradictory_reports_are_refused(people, facts, field):
    with pytest.raises(DomainError) as caught:
        report(people, **facts)
    assert caught.value.field == field


def test_call_is_taken_taken_over_put_back_and_finished(people):
    row = missed(people)
    address = f"{MISSED}{row.pk}/"
    first, second = api_client_of(people.clerk), api_client_of(people.manager)
    assert first.post(f"{address}take/").json()["taken_by"] == "clerk"
    assert second.post(f"{address}take/").json()["taken_by"] == "manager"
    assert second.post(f"{address}release/").json()["state"] == "waiting"
    done = first.post(f"{address}finish/", {"outcome": "called_back", "note": "已回电"}, format="json").json()
    assert (done["state"], done["outcome"], done["taken_by"]) == ("done", "called_back", "clerk")
    assert done["lateness_seconds"] == -int((24 * HOUR - timedelta(minutes=5)).total_seconds())
    assert first.get(MISSED).json()["results"] == []
    assert first.post(f"{address}take/").status_code == 409
    assert list(row.history.values_list("history_change_reason", flat=True)) == [
        "call finish", "call release", "call take", "call take", "missed",
    ]  # fmt: skip


def test_outcome_is_required_and_only_the_ticket_itself_says_ticket(people):
    client, address = api_client_of(people.clerk), f"{MISSED}{missed(people).pk}/finish/"
    assert client.post(address, {}, format="json").status_code == 400
    assert client.post(address, {"outcome": "ticket"}, format="json").status_code == 400


def test_ticket_from_a_missed_call_takes_it_off_the_queue_and_is_late_if_we_were(people):
    row = missed(people, rang_at=NOW - 30 * HOUR)
    ticket = calls.open_ticket(
        call_pk=row.call_id, actor=people.clerk, now=NOW, kind="inquiry", description="问", channel="phone"
    )
    row.refresh_from_db()
    assert (row.state, row.outcome) == ("done", "ticket")
    reply = ticket.sla_targets.get(code="first_reply")
    assert (reply.met_at, reply.lateness_seconds) == (NOW, 6 * 3600)


def test_answer_that_the_telephone_system_reported_counts(people):
    call = report(people, answered_at=RANG + timedelta(minutes=4))
    ticket = calls.open_ticket(
        call_pk=call.pk, actor=people.clerk, now=NOW, kind="inquiry", description="问", channel="hotline"
    )
    assert ticket.sla_targets.get(code="first_reply").lateness_seconds == 60


def test_call_of_which_nothing_is_heard_is_queued_after_half_an_hour(people):
    report(people)
    report(people, "out", direction="out")
    report(people, "answered", answered_at=RANG)
    assert missed_calls.sweep(now=RANG + timedelta(minutes=29)) == 0
    assert [missed_calls.sweep(now=RANG + timedelta(minutes=30)) for _ in range(2)] == [1, 0]
    assert MissedCall.objects.get().call.call_id == "c1"


def test_managers_are_told_once_of_a_call_that_was_not_called_back(people):
    row = missed(people)
    missed_calls.take(missed_call_id=row.pk, actor=people.clerk, now=NOW)
    assert missed_calls.sweep(now=row.due_at) == 0
    assert [missed_calls.sweep(now=row.due_at + HOUR) for _ in range(2)] == [1, 0]
    told = Notification.objects.filter(template="missed_call_late", channel="page")
    assert set(told.values_list("user__username", flat=True)) == {"manager", "clerk"}


def test_reps_see_the_calls_at_their_own_telephone_only(people):
    mine, other = missed(people, user=people.rep), missed(people, "c2")
    client = api_client_of(people.rep)
    assert [row["id"] for row in client.get(MISSED).json()["results"]] == [mine.pk]
    assert client.post(f"{MISSED}{other.pk}/take/").status_code == 404


def test_page_shows_the_queue_and_the_menu_its_count(people, client):
    client.force_login(people.clerk)
    row = missed(people)
    page = client.get(reverse("missed_calls"))
    assert people.customer.name in page.content.decode() and "13800002406" not in page.content.decode()
    menu = [item for group in page.context["shell"]["nav"] for item in group["items"]]
    assert {item["count"] for item in menu if item.get("name") == "missed_calls"} == {1}
    sheet = client.get(reverse("missed_call_step", args=[row.pk, "finish"]))
    assert "outcome" in sheet.content.decode()
    assert client.post(reverse("missed_call_step", args=[row.pk, "finish"]), {}).status_code == 422
    assert client.post(reverse("missed_call_step", args=[row.pk, "take"])).status_code == 302
    done = client.post(reverse("missed_call_step", args=[row.pk, "finish"]), {"outcome": "called_back"})
    assert done.status_code == 302
    row.refresh_from_db()
    assert (row.state, row.taken_by) == ("done", people.clerk)
