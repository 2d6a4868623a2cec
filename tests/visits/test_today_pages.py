"""The day of a rep on a phone, as the server shows it."""

from datetime import time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from customers.models import Reveal
from tests.complaints.factories import logged
from tests.factories import customer_of
from tests.factories.clients import client_of
from tests.factories.visits import cadence, visit_of, visited
from visits.services.visits import reschedule

pytestmark = pytest.mark.django_db


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture(autouse=True)
def visit(people, today):
    cadence()
    visited(
        people.customer, timezone.now() - timedelta(days=400), rep=people.rep, promised="给一份配件清单\n固定联系人"
    )
    return visit_of(people.customer, rep=people.rep, due_on=today - timedelta(days=71), planned_on=today)


def sheet(people, visit, language="en"):
    return client_of(people.rep, language).get(reverse("visit_today", args=[visit.pk])).content.decode()


def test_day_lists_the_stops_in_order_and_says_why(people, today):
    customer = customer_of(people.east, rep=people.rep, number="CU-2026-00002", name="中泰示例包装")
    visit_of(customer, rep=people.rep, due_on=today + timedelta(days=3), planned_on=today)
    page = client_of(people.rep, "en").get(reverse("visits_today")).content.decode()
    assert page.index("蓝鲸示例乳业") < page.index("中泰示例包装")
    assert "71 d late; promised last time: 给一份配件清单" in page
    assert page.count('class="v-stop next"') == 1
    assert "超 71 天" in client_of(people.rep, "zh-hans").get(reverse("visits_today")).content.decode()


def test_what_was_done_today_is_folded_away(people, visit):
    done = customer_of(people.east, rep=people.rep, number="CU-2026-00003", name="已访示例")
    visited(done, timezone.now(), rep=people.rep, outcome="fine")
    page = client_of(people.rep, "en").get(reverse("visits_today")).content.decode()
    assert page.index("data-done-list") < page.index("已访示例") < page.index("data-stops>")


def test_sheet_says_who_why_what_was_promised_and_what_to_say(people, visit):
    ticket = logged(people, owner=people.clerk)
    page = sheet(people, visit)
    for word in ("张三", "71 d late", "固定联系人", ticket.short_number, "Hello 张三, this is"):
        assert word in page, word
    assert "蓝鲸示例乳业" in sheet(people, visit, "zh-hans")


def test_likely_answers_are_chosen_and_the_mood_is_not(people, visit):
    page = sheet(people, visit)
    assert f'name="contact" value="{people.contact.pk}" data-name="张三" checked' in page
    assert "data-nothing checked" in page
    assert 'name="mood" value="pleased">' in page
    ticket = logged(people, owner=people.rep)
    assert f'name="ticket" value="{ticket.number}" data-joins checked' in sheet(people, visit)


def test_sheet_without_script_is_an_ordinary_form(people, visit):
    client = client_of(people.rep, "en")
    step = reverse("visit_step", args=[visit.pk, "record"])
    body = {"contact": people.contact.pk, "mood": "pleased", "ticket": "none", "next_on": "", "signed_name": ""}
    assert f'action="{step}"' in sheet(people, visit)
    assert client.post(step, body).status_code == 302
    visit.refresh_from_db()
    assert (visit.state, visit.outcome, visit.met_whom) == ("done", "fine", "张三")


def test_recorded_stop_leads_to_its_record(people, visit):
    visit.state, visit.took_place_at = "done", timezone.now()
    visit.save()
    answer = client_of(people.rep).get(reverse("visit_today", args=[visit.pk]))
    assert (answer.status_code, answer["Location"]) == (302, visit.get_absolute_url())


def test_numbers_of_the_day_are_logged_as_revealed(people, visit):
    answer = client_of(people.rep).post(reverse("visits_numbers"))
    assert answer.json() == {str(visit.pk): people.contact.phone}
    assert Reveal.objects.get().user == people.rep
    assert client_of(people.stranger).post(reverse("visits_numbers")).json() == {}


def test_worker_sees_only_the_pages_of_the_day(client):
    answer = client.get("/visits/today/worker.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert "Service-Worker-Allowed" not in answer
    assert "default-src 'self'" in answer["Content-Security-Policy"]


def test_stops_follow_agreed_times_and_towns(people, today, visit):
    rows = [
        visit_of(
            customer_of(people.east, rep=people.rep, number=f"CU-2026-0001{n}", name=f"样例客户{n}"),
            rep=people.rep,
            due_on=today + timedelta(days=n),
            planned_on=today,
            town=town,
        )
        for n, town in enumerate(("苏州市", "昆山市", "苏州市"))
    ]
    reschedule(
        actor=people.rep,
        now=timezone.now(),
        visit_id=rows[1].pk,
        planned_on=today,
        planned_time=time(9, 30),
        reason="约好",
    )
    page = client_of(people.rep, "en").get(reverse("visits_today"))
    assert [stop.visit.pk for stop in page.context["stops"]] == [rows[1].pk, visit.pk, rows[0].pk, rows[2].pk]
    assert "9:30" in page.content.decode() and "昆山市" in page.content.decode()
