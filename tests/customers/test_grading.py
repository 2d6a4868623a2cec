"""Satisfaction grades: the rule, the sweep, the page and the API."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from aftersales.kernel.errors import InvalidInput
from complaints.models import RiskFlag, RiskRule, Ticket
from customers.models import Customer, Grading
from customers.queries.profile import GRADE_REASONS, grade_words
from customers.rules.grading import Facts, rescaled, verdict
from customers.services import grading
from surveys.services.grading import grade_customers, sweep
from tests.complaints import factories as tickets
from tests.factories import NOW
from tests.factories.clients import client_of

pytestmark = pytest.mark.usefixtures("at_now")
TODAY = date(2026, 11, 18)


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
def test_grade_is_the_worst_of_answers_and_events(facts, grade, codes):
    found = verdict(Facts(**facts))
    assert (found.grade, [reason["code"] for reason in found.reasons]) == (grade, codes)
    assert found.is_critical == bool(facts.get("critical"))
    assert all(grade_words(found.reasons))
    assert set(codes) <= set(GRADE_REASONS)


def test_answers_are_rescaled_to_a_hundred():
    assert [rescaled(answer) for answer in (1, 3, 5)] == [0, 50, 100]


def test_events_make_the_grade_due_and_the_sweep_sets_it(people):
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


def test_threats_make_the_grade_critical_until_a_manager_changes_it(people):
    ticket = tickets.logged(people)
    rule = RiskRule.objects.get(code="critical_complainant")
    RiskFlag.objects.create(ticket=ticket, rule=rule, code=rule.code, level=rule.level, raised_at=NOW)
    grade_customers(ids=[people.customer.pk], now=NOW)
    customer = Customer.objects.get(pk=people.customer.pk)
    assert customer.is_critical
    grading.regrade(
        actor=people.manager,
        now=NOW,
        customer_id=customer.pk,
        grade="C",
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
            actor=people.gm, now=NOW, customer_id=customer.pk, grade="A", reason="x", held_until=TODAY - timedelta(1)
        )


def test_grading_takes_the_same_number_of_queries_for_one_and_many(people, django_assert_num_queries):
    from surveys.queries.grading import facts_of

    for count in (1, 30):
        with django_assert_num_queries(4):
            facts_of(list(range(count)), NOW)


def test_manager_sets_the_grade_on_its_page_and_by_the_api(people):
    address = reverse("customer_grade", args=[people.customer.number])
    assert client_of(people.clerk, "en").get(address).status_code == 404
    client = client_of(people.manager, "en")
    good = {"grade": "E", "held_until": "2026-12-01", "reason": "board call", "version": 1, "is_critical": "on"}
    assert client.post(address, {**good, "held_until": "2026-01-01"}).status_code == 400
    assert client.post(address, {**good, "version": 9}).status_code == 409
    assert client.post(address, good).status_code == 302
    row = Grading.objects.get()
    assert (row.grade, row.is_critical, row.by, row.held_until) == ("E", True, people.manager, date(2026, 12, 1))
    page = client.get(people.customer.get_absolute_url()).text
    assert "board call" in page
    profile = client.get(f"/api/v1/customers/{people.customer.number}/profile/").json()
    assert profile["gradings"][0]["words"] == ["board call"]
    demand = f"/api/v1/customers/{people.customer.number}/demand/"
    assert client.post(demand, {"year": 2026, "amount": "NaN"}, "application/json").status_code == 400
    assert client.post(demand, {"year": 2026, "amount": "10.50"}, "application/json").json()["annual_demand"] == "10.50"
