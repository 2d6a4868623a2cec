"""Pages, screen and API of the front desk."""

from datetime import timedelta

import pytest
from django.urls import reverse

from complaints.models import Ticket, Visitor
from complaints.services import reception
from tests.factories import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def moment(client, time_machine):
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    time_machine.move_to(NOW, tick=False)
    return time_machine


@pytest.fixture(autouse=True)
def clerk_is_signed_in(moment, client, people):
    client.force_login(people.clerk)


def take(client, **values):
    return client.post(reverse("reception_take"), {"purpose": "complaint", **values})


def test_number_is_given_with_one_tap(client, people):
    assert take(client).status_code == 302
    assert take(client, name="张三", customer=people.customer.number).status_code == 302
    assert take(client, purpose="").status_code == 422
    assert [(v.label, v.name, v.customer) for v in Visitor.objects.all()] == [
        ("A001", "", None),
        ("A002", "张三", people.customer),
    ]
    text = client.get(reverse("reception")).content.decode()
    assert "A001" in text and "张三" not in text and people.customer.name in text


def test_queue_fragment_is_fetched_alone(client, people):
    take(client)
    text = client.get(reverse("reception"), headers={"HX-Request": "true"}).content.decode()
    assert text.lstrip().startswith('<div id="queue"') and "A001" in text


def test_next_visitor_is_called_to_the_remembered_counter(client, people):
    take(client)
    client.post(reverse("reception_call"), {"counter": "3"})
    assert Visitor.objects.get().counter == "3"
    assert 'value="3"' in client.get(reverse("reception")).content.decode()
    assert client.post(reverse("reception_call"), {"counter": "3"}).status_code == 302


@pytest.mark.parametrize(
    ("name", "state"), [("greet", "waiting"), ("call", "serving"), ("leave", "left"), ("finish", "done")]
)
def test_queue_steps_take_one_tap(client, people, name, state):
    take(client)
    visitor = Visitor.objects.get()
    assert client.post(reverse("visitor_step", args=[visitor.pk, name])).status_code == 302
    visitor.refresh_from_db()
    assert visitor.state == state


def test_unknown_steps_and_other_days_are_not_found(client, people, moment):
    take(client)
    pk = Visitor.objects.get().pk
    assert client.post(reverse("visitor_step", args=[pk, "dance"])).status_code == 404
    client.post(reverse("visitor_step", args=[pk, "finish"]))
    late = client.post(reverse("visitor_step", args=[pk, "call"]), follow=True)
    assert "Already handled: A001 is no longer in the queue" in late.content.decode()
    assert Visitor.objects.get().state == "done"
    moment.move_to(NOW + timedelta(days=1), tick=False)
    client.force_login(people.clerk)
    assert client.post(reverse("visitor_step", args=[pk, "greet"])).status_code == 404


def test_ticket_is_logged_from_the_visitor(client, people, moment):
    visitor = reception.take_number(
        purpose="repair", actor=people.clerk, now=NOW, customer=people.customer, name="王五"
    )
    moment.move_to(NOW + timedelta(minutes=20), tick=False)
    page = client.get(reverse("ticket_new"), {"visitor": visitor.pk})
    form = page.context["form"]
    assert [form[name].value() for name in ("visitor", "channel", "kind", "customer", "contact_name")] == [
        visitor.pk,
        "walk_in",
        "repair",
        people.customer.number,
        "王五",
    ]
    assert f'name="visitor" value="{visitor.pk}"' in page.content.decode()
    sent = {
        "visitor": visitor.pk,
        "customer": people.customer.number,
        "channel": "walk_in",
        "kind": "repair",
        "description": "压缩机不启动",
        "severity": "minor",
    }
    assert client.post(reverse("ticket_new"), sent).status_code == 302
    ticket = Ticket.objects.get()
    visitor.refresh_from_db()
    assert (visitor.state, visitor.ticket, ticket.received_at) == ("done", ticket, NOW)
    again = client.post(reverse("ticket_new"), sent)
    assert (again.status_code, Ticket.objects.count()) == (409, 1)


def test_ticket_form_leaves_out_an_unknown_visitor(client, people):
    form = client.get(reverse("ticket_new"), {"visitor": "9"}).context["form"]
    assert form["visitor"].value() == ""


def test_announcement_is_shown_and_repeated(client, people):
    form = {"minutes": 25, "reason": "many"}
    assert client.post(reverse("reception_announce"), {**form, "minutes": 0}).status_code == 422
    assert client.post(reverse("reception_announce"), form).status_code == 302
    client.logout()
    text = client.get(reverse("reception_display")).content.decode()
    assert "There are many visitors" in text and "办理的人较多" in text
    client.force_login(people.clerk)
    client.post(reverse("reception_announce_end"))
    assert "many visitors" not in client.get(reverse("reception_display")).content.decode()


def test_screen_needs_no_account_and_shows_no_name(client, people):
    take(client, name="张三", customer=people.customer.number)
    client.logout()
    whole = client.get(reverse("reception_display"))
    part = client.get(reverse("reception_display"), headers={"HX-Request": "true"})
    for answer in (whole, part):
        text = answer.content.decode()
        assert answer.status_code == 200
        assert "A001" in text and "张三" not in text and people.customer.name not in text
    assert part.content.decode().lstrip().startswith("<main")


def test_home_shows_waiting_visitors(client, people):
    take(client)
    text = client.get(reverse("home")).content.decode()
    assert "A001" in text and reverse("reception") in text
    client.force_login(people.gm)
    assert reverse("reception") not in client.get(reverse("home")).content.decode()


def test_api_serves_a_visitor_from_number_to_end(client, people):
    def post(name, *args, **body):
        return client.post(reverse(f"api-visitor-{name}", args=args), body, content_type="application/json")

    made = post("list", purpose="return", customer=people.customer.number)
    assert (made.status_code, made.json()["label"], made.json()["customer"]) == (201, "A001", people.customer.number)
    pk = made.json()["id"]
    assert post("list", purpose="return", customer="CU-0").status_code == 400
    assert post("greet", pk).json()["greet_lateness_seconds"] == -180
    assert post("call-next", counter="1").json()["state"] == "serving"
    assert post("call-next").status_code == 204
    assert post("back", pk).json()["state"] == "waiting"
    assert post("call", pk, counter="4").json()["counter"] == "4"
    assert post("finish", pk, note="已取货").json()["note"] == "已取货"
    assert post("leave", pk).status_code == 422
    assert client.get(reverse("api-visitor-list"), {"state": "done"}).json()["count"] == 1
    assert post("announce", minutes=15, reason="case").status_code == 201
    client.logout()
    shown = client.get(reverse("api-visitor-display")).json()
    assert shown["change"]["en"] == "Current wait: about 15 min. A case is taking longer than usual."
    assert client.get(reverse("api-visitor-list")).status_code == 401
