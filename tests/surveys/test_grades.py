"""Satisfaction grades: the facts behind them, what changes by itself, the list and the page of one customer."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from customers.models import Customer, Grading
from customers.rules.grade_facts import outlook, weighed
from customers.rules.grading import TICK, Answer, Facts, Problem, Promise
from customers.services.grading import regrade
from surveys.models import Invitation, Questionnaire, Response, Round
from surveys.rules.items import IndexItem, item_index
from surveys.services.grading import grade_customers
from tests.complaints import factories as tickets
from tests.factories import NOW
from tests.factories.clients import client_of
from tests.factories.surveys import questionnaires

DAY = timedelta(days=1)


def letters(facts, now=NOW):
    return {one.code: one.letter for one in weighed(facts, now)}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"problems": [Problem("TK-1", NOW - 30 * DAY, False, is_minor=True)]}, {"minor_one": "D"}),
        ({"problems": [Problem("TK-1", NOW - 30 * DAY - TICK, False, is_minor=True)]}, {"minor_one": ""}),
        ({"problems": [Problem("TK-1", NOW - DAY, False, is_unclear=True)]}, {"prices": "D"}),
        ({"problems": [Problem("TK-1", NOW - DAY, False, is_repair=True)]}, {"repair": ""}),
        ({"problems": [Problem(f"TK-{n}", NOW - DAY, False, is_repair=True) for n in (1, 2)]}, {"repair": "E"}),
        ({"problems": [Problem("TK-1", NOW - 7 * DAY, True)]}, {"open": "", "no_quality": ""}),
        ({"problems": [Problem("TK-1", NOW - 7 * DAY - TICK, True)]}, {"open": "D", "no_quality": ""}),
        ({"problems": [Problem("TK-1", NOW - 20 * DAY - TICK, True)]}, {"open": "E", "no_quality": ""}),
        ({"problems": [Problem("TK-1", NOW - 40 * DAY, True, is_defect=True)]}, {"open": "E", "defect": "E"}),
        ({"problems": [Problem("TK-1", NOW - 40 * DAY, False, is_defect=True)]}, {"defect": ""}),
        ({"promises": [Promise("TK-1", NOW - 3 * DAY)]}, {"late": ""}),
        ({"promises": [Promise("TK-1", NOW - 3 * DAY - TICK)]}, {"late": "D"}),
        ({"promises": [Promise("TK-1", NOW + DAY)]}, {}),
        ({"threats": [("TK-1", NOW - 90 * DAY)]}, {"threat": "E"}),
        ({"threats": [("TK-1", NOW - 90 * DAY - TICK)]}, {"threat": ""}),
        ({"answers": [Answer("TK-1", NOW + DAY, 72, at=NOW)]}, {"answers": "B", "answer": ""}),
    ],
)
def test_every_fact_says_whether_it_counts_at_its_limit(facts, expected) -> None:
    assert letters(Facts(**facts)) == expected


def test_worst_facts_come_first_and_those_that_do_not_count_last() -> None:
    facts = Facts(
        answers=[Answer("TK-1", NOW + DAY, 100, at=NOW)],
        problems=[Problem("TK-2", NOW - DAY, False, is_minor=True), Problem("TK-3", NOW - DAY, True)],
        threats=[("TK-4", NOW)],
    )
    assert [one.letter for one in weighed(facts, NOW)][:3] == ["E", "D", "A"]


def test_outlook_tells_when_the_grade_changes_by_itself() -> None:
    facts = Facts(
        answers=[Answer("TK-1", NOW + 200 * DAY, 80)],
        problems=[Problem("TK-2", NOW - 10 * DAY, False, is_minor=True)],
    )
    turns = outlook(facts, NOW)
    assert [(turn.before, turn.after) for turn in turns] == [("D", "B"), ("B", "")]
    assert turns[0].at == NOW + 20 * DAY + TICK


def test_index_of_a_response_needs_half_of_its_items() -> None:
    items = [IndexItem("q14", 1, 10), IndexItem("q15", 1, 10), IndexItem("q16", 1, 10)]
    assert item_index({"q14": 10, "q15": 1, "q16": None}, items) == 50
    assert item_index({"q14": 10, "q15": None, "q16": None}, items) is None
    assert item_index({}, []) is None


def in_round(people, *, anonymous=False, quarter="2026-Q3", **answers):
    """A response of the customer to a round; of an anonymous one nobody knows whose it is."""
    if not Questionnaire.objects.exists():
        questionnaires()
    form = Questionnaire.objects.get(code="quarterly")
    found = Round.objects.create(
        quarter=quarter,
        questionnaire=form,
        is_anonymous=anonymous,
        margin="0.05",
        expected_rate="0.4",
        opens_at=NOW - 20 * DAY,
        closes_at=NOW,
    )
    invitation = Invitation.objects.create(
        kind="round",
        questionnaire=form,
        round=found,
        customer=people.customer,
        key=f"round:{quarter}",
        token_hash=quarter,
        created_at=NOW - 9 * DAY,
        expires_at=NOW,
        answered_at=NOW,
    )
    slots = {question.key: f"q{question.slot:02}" for question in form.questions.exclude(slot=None)}
    return Response.objects.create(
        questionnaire=form,
        round=found,
        invitation=None if anonymous else invitation,
        quarter=quarter,
        answered_on=None if anonymous else date(2026, 11, 10),
        **{slots[key]: value for key, value in answers.items()},
    )


def test_named_round_answers_count_and_anonymous_ones_never(people) -> None:
    in_round(people, sat1=3, sat2=2, sat3=2)
    grade_customers(ids=[people.customer.pk], now=NOW)
    assert Customer.objects.get(pk=people.customer.pk).grade == "E"
    Response.objects.all().delete()
    Round.objects.filter(quarter="2026-Q3").update(quarter="2026-Q1")
    in_round(people, anonymous=True, quarter="2026-Q2", sat1=1, sat2=1, sat3=1)
    grade_customers(ids=[people.customer.pk], now=NOW)
    assert Customer.objects.get(pk=people.customer.pk).grade == ""


def test_list_has_f_and_the_worst_first_and_what_changed(people, at_now, django_assert_max_num_queries) -> None:
    base = Customer.objects.get(pk=people.customer.pk)
    for place, (grade, critical) in enumerate([("B", False), ("E", False), ("A", True), ("", False)]):
        copy = Customer.objects.create(
            number=f"CU-9{place}",
            name=f"示例 {place}",
            region=base.region,
            grade=grade,
            is_critical=critical,
            created_at=NOW,
        )
        Grading.objects.create(customer=copy, grade="A", is_critical=critical, at=NOW - 40 * DAY)
        if grade == "E":
            Grading.objects.create(customer=copy, grade="E", at=NOW - timedelta(hours=2))
    client = client_of(people.manager)
    with django_assert_max_num_queries(20):
        page = client.get(reverse("grades"))
    assert [row.number for row, _change in page.context["rows"]][:3] == ["CU-92", "CU-91", "CU-90"]
    assert [row["change"] for row in page.context["changes"]] == ["A → E"]
    week = client.get(reverse("grades") + "?changed=week&grade=E")
    assert [change for _row, change in week.context["rows"]] == ["A → E"]
    found = client.get("/api/v1/grades/?changed=day").json()
    assert [row["customer"] for row in found["results"]] == ["CU-91"]


def test_page_shows_the_facts_and_an_override_with_its_end(people, at_now) -> None:
    ticket = tickets.logged(people, kind="repair")
    regrade(
        actor=people.manager,
        now=NOW,
        customer_id=people.customer.pk,
        grade="C",
        is_critical=True,
        held_until=date(2026, 12, 31),
        reason="换了负责人",
    )
    address = reverse("grade", args=[people.customer.number])
    page = client_of(people.manager).get(address).content.decode()
    for words in (ticket.number, "换了负责人", "2026", "s-grade--F", 'name="held_until"'):
        assert words in page
    assert 'name="held_until"' not in client_of(people.auditor).get(address).content.decode()
    found = client_of(people.auditor).get(f"/api/v1/grades/{people.customer.number}/").json()
    assert found["grade"] == "C" and found["held_until"] == "2026-12-31"
    assert any(ticket.number in fact["text"] for fact in found["facts"])


def test_override_needs_a_reason_and_an_end_within_ninety_days(people, at_now) -> None:
    client, address = client_of(people.manager), reverse("grade", args=[people.customer.number])
    sent = {"grade": "C", "reason": "", "held_until": "2026-12-31", "version": people.customer.version}
    assert client.post(address, sent).status_code == 422
    assert client.post(address, sent | {"reason": "x", "held_until": "2027-03-31"}).status_code == 400
    assert client.post(address, sent | {"reason": "先按 C 照看"}).status_code == 302
    assert Customer.objects.get(pk=people.customer.pk).grade == "C"
    assert client_of(people.clerk).post(address, sent | {"reason": "x"}).status_code == 403
