"""Tiers, demand, qualification, grades, the panel, the timeline, the service file: what has a course (A1, A2, A3, A8, A9)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from aftersales.desk.timeline import cursor_of, page_of_timeline
from aftersales.kernel.errors import Conflict, InvalidInput, NotPermitted, RuleViolation
from aftersales.notifications.models import Notification
from complaints.models import RiskFlag, RiskRule, Ticket, TicketEntry
from complaints.services import thread
from customers.models import Customer, Grading, PanelMember
from customers.queries.words import GRADE_REASONS, grade_words
from customers.rules.calling import against_wish
from customers.rules.courses import qualification_state, warranty_state
from customers.rules.grading import Facts, rescaled, verdict
from customers.services import courses, customers, grading, merging, panel
from customers.services.interactions import record_interaction
from surveys.services.grading import grade_customers, sweep
from tests.complaints import factories as tickets
from tests.factories import NOW, cast, customer_of

TODAY = date(2026, 11, 18)


@pytest.fixture
def people(db, time_machine):
    time_machine.move_to(NOW, tick=False)
    return cast()


def signed_in(user, language="en") -> Client:
    user.language = language
    user.save()
    client = Client()
    client.force_login(user)
    return client


# --- rules


@pytest.mark.parametrize(
    ("facts", "grade", "codes"),
    [
        ({}, "", []),
        ({"answers": [100, 75]}, "B", ["answers"]),
        ({"answers": [100]}, "A", ["answers"]),
        ({"answers": [0]}, "E", ["answers"]),
        ({"answers": [100, 100, 100, 0]}, "A", ["answers"]),
        ({"answers": [100], "minor": 1}, "D", ["minor"]),
        ({"answers": [25], "unsolved": "TK-1"}, "E", ["answers"]),
        ({"unsolved": "TK-1"}, "D", ["unsolved"]),
        ({"repairs": 1}, "", []),
        ({"repairs": 2}, "E", ["repairs"]),
        ({"open_for": ("TK-1", 7)}, "", []),
        ({"open_for": ("TK-1", 8)}, "D", ["open"]),
        ({"open_for": ("TK-1", 21)}, "E", ["open"]),
        ({"late": ("TK-1", 3)}, "", []),
        ({"late": ("TK-1", 4)}, "D", ["late"]),
        ({"defects": ["TK-1"], "threats": ["TK-2"], "minor": 3}, "E", ["threat", "defect"]),
        ({"critical": ["TK-1"]}, "", ["critical"]),
    ],
)
def test_the_grade_is_the_worst_of_answers_and_events(facts, grade, codes):
    found = verdict(Facts(**facts))
    assert (found.grade, [reason["code"] for reason in found.reasons]) == (grade, codes)
    assert found.is_critical == bool(facts.get("critical"))
    assert all(grade_words(found.reasons))
    assert set(codes) <= set(GRADE_REASONS)


def test_scales_and_days():
    assert [rescaled(answer) for answer in (1, 3, 5)] == [0, 50, 100]
    days = [None, TODAY - timedelta(1), TODAY, TODAY + timedelta(60), TODAY + timedelta(61)]
    assert [warranty_state(day, TODAY) for day in days] == ["", "ended", "ending", "ending", "covered"]
    assert qualification_state("valid", TODAY + timedelta(31), TODAY) == ""
    assert qualification_state("valid", TODAY + timedelta(30), TODAY) == "ending"
    assert qualification_state("valid", TODAY - timedelta(1), TODAY) == "ended"
    assert qualification_state("unchecked", TODAY, TODAY) == ""


@pytest.mark.parametrize(
    ("direction", "channel", "never", "earliest", "broken"),
    [
        ("out", "phone", True, None, "not_by_phone"),
        ("in", "phone", True, None, ""),
        ("out", "email", True, None, ""),
        ("out", "phone", False, "11:00", "too_early"),
        ("out", "phone", False, "10:00", ""),
    ],
)
def test_wishes_about_calls(people, direction, channel, never, earliest, broken):
    from datetime import time

    at = time.fromisoformat(earliest) if earliest else None
    assert against_wish(direction=direction, channel=channel, at=time(10), not_by_phone=never, not_before=at) == broken
    people.customer.not_by_phone, people.customer.not_before = never, at
    people.customer.save()
    call = {"customer": people.customer, "direction": direction, "channel": channel, "body": "x", "now": NOW}
    if broken:
        with pytest.raises(InvalidInput) as refused:
            record_interaction(actor=people.clerk, **call)
        assert (refused.value.code, refused.value.field) == (broken, "despite")
    kept = record_interaction(actor=people.clerk, despite="asked to", **call)
    assert kept.despite == ("asked to" if broken else "")


# --- tiers, demand, qualification


def test_a_changed_tier_keeps_its_past(people):
    customer = customers.update_customer(
        actor=people.manager,
        now=NOW,
        customer=people.customer,
        tier="important",
        reason="contract signed",
        tier_since=TODAY - timedelta(5),
    )
    rows = [(row.tier, row.since, row.until, row.by) for row in customer.tier_periods.all()]
    since = TODAY - timedelta(5)
    assert rows == [("important", since, None, people.manager), ("long_term", date(2019, 3, 1), since, None)]
    for day in (TODAY + timedelta(1), TODAY - timedelta(9)):
        with pytest.raises(InvalidInput):
            customers.update_customer(actor=people.manager, now=NOW, customer=customer, tier="ordinary", tier_since=day)
    assert Customer.objects.get(pk=customer.pk).tier == "important"


def test_demand_of_each_year(people):
    changed = customers.update_customer(actor=people.rep, now=NOW, customer=people.customer, annual_demand=Decimal(500))
    courses.set_demand(actor=people.rep, now=NOW, customer=changed, year=2025, amount=Decimal(300))
    changed.refresh_from_db()
    assert changed.annual_demand == 500
    assert list(changed.demands.values_list("year", "amount")) == [(2026, 500), (2025, 300)]
    with pytest.raises(InvalidInput):
        courses.set_demand(actor=people.rep, now=NOW, customer=changed, year=2050, amount=Decimal(1))


def test_a_qualification_that_ends_is_told_once_and_expires(people):
    people.customer.qualification, people.customer.qualification_until = "valid", TODAY + timedelta(20)
    people.customer.save()
    assert courses.sweep_qualifications(now=NOW) == 1
    assert courses.sweep_qualifications(now=NOW) == 0
    assert courses.sweep_qualifications(now=NOW + timedelta(21)) == 1
    assert courses.sweep_qualifications(now=NOW + timedelta(21)) == 0
    people.customer.refresh_from_db()
    assert people.customer.qualification == "expired"
    told = Notification.objects.filter(user=people.rep, channel="page").values_list("template", flat=True)
    assert sorted(told) == ["qualification_ended", "qualification_ends"]


def test_merging_settles_what_there_is_only_once(people):
    other = customer_of(people.east, rep=people.rep, number="CU-2026-00077", tier="important")
    for customer, amount in ((people.customer, 100), (other, 200)):
        courses.set_demand(actor=None, now=NOW, customer=customer, year=2026, amount=Decimal(amount))
        contact = customer.contacts.get()
        panel.join_panel(actor=None, now=NOW, customer=customer, contact=contact, agreed_on=TODAY, ask_by="phone")
    customers.update_customer(actor=None, now=NOW, customer=other, tier="ordinary")
    kept = merging.merge_customers(actor=people.manager, now=NOW, kept=people.customer, gone=other, reason="same")
    assert list(kept.demands.values_list("year", "amount")) == [(2026, 100)]
    assert kept.panel_members.filter(until=None).count() == 1
    assert kept.tier_periods.filter(until=None).count() <= 1


# --- grades


def test_what_happens_makes_the_grade_due_and_the_sweep_gives_it(people):
    people.customer.grade, people.customer.grade_reasons = "B", []
    people.customer.save()
    ticket = tickets.logged(people, kind="complaint", quality_class="intrinsic")
    assert Customer.objects.get(pk=people.customer.pk).grade_due_on == TODAY
    assert sweep(now=NOW) == 1
    customer = Customer.objects.get(pk=people.customer.pk)
    assert (customer.grade, customer.previous_grade, customer.grade_due_on) == ("D", "B", TODAY + timedelta(1))
    assert [reason["code"] for reason in customer.grade_reasons] == ["minor"]
    assert sweep(now=NOW) == 0
    Ticket.objects.filter(pk=ticket.pk).update(reported_at=NOW - timedelta(days=25))
    sweep(now=NOW + timedelta(days=1))
    customer.refresh_from_db()
    assert (customer.grade, [row.grade for row in customer.gradings.all()]) == ("E", ["E", "D"])
    Ticket.objects.filter(pk=ticket.pk).update(state="withdrawn")
    sweep(now=NOW + timedelta(days=2))
    customer.refresh_from_db()
    assert (customer.grade, customer.grade_reasons, customer.grade_due_on) == ("", [], None)


def test_media_and_lawyers_make_it_critical_until_somebody_says_otherwise(people):
    ticket = tickets.logged(people)
    rule = RiskRule.objects.get(code="critical_complainant")
    RiskFlag.objects.create(ticket=ticket, rule=rule, code=rule.code, level=rule.level, raised_at=NOW)
    grade_customers(ids=[people.customer.pk], now=NOW)
    customer = Customer.objects.get(pk=people.customer.pk)
    assert customer.is_critical
    grading.regrade(
        actor=people.manager,
        now=NOW,
        customer=customer,
        grade="C",
        reasons=["spoke to them"],
        is_critical=False,
        reason="spoke to them",
        held_until=TODAY + timedelta(10),
    )
    assert grade_customers(ids=[customer.pk], now=NOW + timedelta(days=10)) == 0
    assert grade_customers(ids=[customer.pk], now=NOW + timedelta(days=11)) == 1
    customer.refresh_from_db()
    assert (customer.grade, customer.is_critical) == ("D", True)
    with pytest.raises(InvalidInput):
        grading.regrade(
            actor=people.gm, now=NOW, customer=customer, grade="A", reasons=["x"], held_until=TODAY - timedelta(1)
        )


def test_grading_asks_the_same_number_of_queries_for_one_and_for_many(people, django_assert_num_queries):
    from surveys.queries.grading import facts_of

    for count in (1, 30):
        with django_assert_num_queries(4):
            facts_of(list(range(count)), NOW)


def test_a_manager_sets_the_grade_on_its_page_and_over_the_api(people):
    address = reverse("customer_grade", args=[people.customer.number])
    assert signed_in(people.clerk).get(address).status_code == 404
    client = signed_in(people.manager)
    good = {"grade": "E", "held_until": "2026-12-01", "reason": "board call", "version": 1, "is_critical": "on"}
    assert client.post(address, {**good, "held_until": "2026-01-01"}).status_code == 400
    assert client.post(address, {**good, "version": 9}).status_code == 409
    assert client.post(address, good).status_code == 302
    row = Grading.objects.get()
    assert (row.grade, row.is_critical, row.by, row.held_until) == ("E", True, people.manager, date(2026, 12, 1))
    page = client.get(people.customer.get_absolute_url()).text
    assert "board call" in page
    course = client.get(f"/api/v1/customers/{people.customer.number}/course/").json()
    assert course["gradings"][0]["words"] == ["board call"]
    demand = f"/api/v1/customers/{people.customer.number}/demand/"
    assert client.post(demand, {"year": 2026, "amount": "NaN"}, "application/json").status_code == 400
    assert client.post(demand, {"year": 2026, "amount": "10.50"}, "application/json").json()["annual_demand"] == "10.50"


# --- the panel


def test_the_panel_is_asked_and_hears_what_came_of_it(people):
    client, number = signed_in(people.manager), people.customer.number
    join = {"contact": people.contact.pk, "agreed_on": "2026-11-01", "topics": "packing", "ask_by": "phone"}
    assert client.post(reverse("panel_join", args=[number]), join).status_code == 302
    assert client.post(reverse("panel_join", args=[number]), join).status_code == 409
    answer = client.post(reverse("panel_ask"), {"title": "Is the new packing better?"})
    question, member = answer.url, PanelMember.objects.get()
    assert client.post(question, {"member": member.pk, "body": "Yes, less foam"}).status_code == 302
    assert "Yes, less foam" in client.get(question).text
    assert "Yes, less foam" not in signed_in(people.stranger).get(question).text
    client = signed_in(people.manager)
    close = {"outcome": "The packing stays", "version": 1}
    assert client.post(f"{question}close/", close).status_code == 302
    assert client.post(f"{question}close/", close).status_code == 409
    assert client.post(question, {"member": member.pk, "body": "late"}).status_code == 422
    shown = client.get("/api/v1/panel-questions/").json()["results"][0]
    assert (shown["outcome"], shown["opinions"][0]["body"]) == ("The packing stays", "Yes, less foam")
    assert client.post(reverse("panel_leave", args=[member.pk])).status_code == 302
    assert client.get(reverse("panel") + "?tab=members").status_code == 200
    with pytest.raises(NotPermitted):
        panel.ask_panel(actor=people.rep, now=NOW, title="x")
    with pytest.raises((Conflict, RuleViolation)):
        panel.keep_opinion(actor=None, now=NOW, question=member.answers.get().question, member=member, body="x")


# --- the timeline and the service file


def test_the_timeline_holds_every_contact_and_pages_without_gaps(people, django_assert_max_num_queries):
    ticket = tickets.logged(people)
    thread.reply(ticket_id=ticket.pk, actor=people.clerk, now=NOW, channel="email", body="We look into it")
    for n in range(6):
        at = NOW - timedelta(hours=n)
        TicketEntry.objects.create(ticket=ticket, kind="event", at=at, event="refunded", params={"amount": n})
        record_interaction(
            actor=people.clerk, now=NOW, customer=people.customer, direction="in", channel="letter", body=f"L{n}", at=at
        )
    TicketEntry.objects.create(ticket=ticket, kind="event", at=NOW, event="escalated")
    whole, none = page_of_timeline(people.customer, people.manager, size=50)
    assert (len(whole), none) == (14, "")
    seen, before = [], ""
    while True:
        entries, before = page_of_timeline(people.customer, people.manager, before=cursor_of(before), size=3)
        seen += entries
        if not before:
            break
    assert [(row["at"], row["text"]) for row in seen] == [(row["at"], row["text"]) for row in whole]
    assert [row["at"] for row in whole] == sorted((row["at"] for row in whole), reverse=True)
    letters, _next = page_of_timeline(people.customer, people.manager, channel="letter", size=50)
    progress, _next = page_of_timeline(people.customer, people.manager, channel="tickets", size=50)
    assert (len(letters), len(progress)) == (6, 6)
    with django_assert_max_num_queries(3):
        page_of_timeline(people.customer, people.manager, size=50)
    assert [cursor_of(text) for text in ("", "x", "2026-01-01~0~1", "2026-01-01T00:00:00+00:00~7~1")] == [None] * 4
    client = signed_in(people.manager)
    api = f"/api/v1/timeline/{people.customer.number}/"
    assert len(client.get(api, {"channel": "letter"}).json()["results"]) == 6
    assert [client.get(api, bad).status_code for bad in ({"channel": "x"}, {"before": "x"})] == [400, 400]
    assert client.get(people.customer.get_absolute_url(), {"channel": "letter"}).status_code == 200


def test_the_service_file_of_a_product_sold(people):
    ticket = tickets.logged(people)
    address = reverse("purchase", args=[people.sold.pk])
    client = signed_in(people.clerk)
    page = client.get(address).text
    assert ticket.number in page
    assert "In warranty until 2028-04-17" in page
    assert signed_in(people.stranger).get(address).status_code == 404
    found = signed_in(people.clerk).get(f"/api/v1/service-files/{people.sold.pk}/").json()
    assert (found["warranty"], [row["kind"] for row in found["life"]]) == ("covered", ["ticket", "purchase"])


def test_who_would_call_reads_the_wish_first(people):
    people.customer.not_by_phone = True
    people.customer.save()
    ticket = tickets.logged(people)
    client = signed_in(people.clerk)
    for address in (people.customer.get_absolute_url(), ticket.get_absolute_url(), reverse("home")):
        assert "Do not call this customer" in client.get(address).text
    reply = reverse("ticket_step", args=[ticket.number, "reply"])
    assert client.post(reply, {"body": "hello", "channel": "phone"}).status_code == 400
    assert client.post(reply, {"body": "hello", "channel": "phone", "despite": "asked for it"}).status_code == 302
