"""Satisfaction grades: the rule, the sweep, the page and the API."""

from contextlib import suppress
from datetime import date, timedelta

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aftersales.kernel.errors import DomainError, InvalidInput
from aftersales.store.dates import company_date
from complaints.models import RiskFlag, RiskRule, Ticket
from complaints.services import conversation, lifecycle, risk, triage
from customers.models import Customer, GradeRule, Grading
from customers.queries.profile import GRADE_REASONS, grade_words
from customers.rules.grading import TICK, Answer, Facts, Problem, Promise, Thresholds, is_by_rule, rescaled, verdict
from customers.services import grading
from surveys.models import Questionnaire
from surveys.services.grading import grade_customers, sweep, verdicts_of
from surveys.services.invitations import token_of
from surveys.services.responses import submit_response
from tests.complaints import factories as tickets
from tests.factories import NOW
from tests.factories.clients import client_of
from tests.factories.surveys import questionnaires

pytestmark = pytest.mark.usefixtures("at_now")
TODAY = date(2026, 11, 18)


DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
LATER = NOW + 400 * DAY


def answer(score, number="TK-1", **facts):
    return Answer(number, LATER, score, **facts)


def problem(age=DAY, number="TK-1", is_open=False, **facts):
    return Problem(number, NOW - age, is_open, **facts)


def promise(late, **facts):
    return Promise("TK-1", NOW - late, **facts)


@pytest.mark.parametrize(
    ("facts", "grade", "codes"),
    [
        ({}, "", []),
        ({"answers": [answer(100), answer(75)]}, "B", ["answers"]),
        ({"answers": [answer(100)]}, "A", ["answers"]),
        ({"answers": [answer(0)]}, "E", ["answers"]),
        ({"answers": [answer(100), answer(100), answer(100), answer(0)]}, "A", ["answers"]),
        ({"answers": [Answer("TK-1", NOW, 0)]}, "", []),
        ({"answers": [answer(100)], "problems": [problem(is_minor=True)]}, "D", ["minor"]),
        ({"answers": [answer(25, unsolved=True)]}, "E", ["answers"]),
        ({"answers": [answer(None, unsolved=True)]}, "D", ["unsolved"]),
        ({"answers": [answer(None), answer(None, unsolved=True)]}, "", []),
        ({"problems": [problem(is_repair=True)]}, "", []),
        ({"problems": [problem(is_repair=True)] * 2}, "E", ["repairs"]),
        ({"problems": [problem(is_repair=True), problem(31 * DAY, is_repair=True)]}, "", []),
        ({"problems": [problem(7 * DAY, is_open=True)]}, "", []),
        ({"problems": [problem(7 * DAY + TICK, is_open=True)]}, "D", ["open"]),
        ({"problems": [problem(20 * DAY, is_open=True)]}, "D", ["open"]),
        ({"problems": [problem(20 * DAY + TICK, is_open=True)]}, "E", ["open"]),
        ({"problems": [problem(25 * DAY, is_open=True, waited=6 * DAY)]}, "D", ["open"]),
        ({"problems": [problem(25 * DAY, is_open=True, waiting_since=NOW - 20 * DAY)]}, "", []),
        ({"promises": [promise(3 * DAY)]}, "", []),
        ({"promises": [promise(3 * DAY + TICK)]}, "D", ["late"]),
        ({"promises": [promise(9 * DAY, met_at=NOW - 8 * DAY)]}, "", []),
        ({"promises": [promise(50 * DAY, met_at=NOW - 31 * DAY)]}, "", []),
        ({"problems": [problem(is_unclear=True)]}, "D", ["prices"]),
        (
            {"problems": [problem(is_defect=True), problem(is_minor=True)], "threats": [("TK-2", NOW)]},
            "E",
            ["threat", "defect"],
        ),
        ({"threats": [("TK-2", NOW - 91 * DAY)]}, "", []),
        ({"critical": [("TK-1", NOW)]}, "", []),
    ],
)
def test_grade_is_the_worst_of_answers_and_events(facts, grade, codes):
    found = verdict(Facts(**facts), NOW)
    assert (found.grade, [reason["code"] for reason in found.reasons]) == (grade, codes)
    assert bool(found.critical) == bool(facts.get("critical"))
    assert all(grade_words(found.reasons))
    assert set(codes) <= set(GRADE_REASONS)


@given(st.randoms(use_true_random=False))
def test_verdict_stays_until_the_moment_it_names(random):
    def ago(days):
        return NOW - random.randint(-1, days * 24 * 60) * MINUTE

    facts = Facts(
        answers=[answer(random.randint(0, 100)), Answer("TK-2", NOW + random.randint(1, 60) * DAY, 0)],
        problems=[
            problem(
                NOW - ago(40),
                is_open=random.random() < 0.5,
                waited=random.randint(0, 9) * DAY,
                waiting_since=random.choice([None, NOW - DAY]),
                is_repair=random.random() < 0.5,
                is_minor=random.random() < 0.5,
                is_defect=random.random() < 0.2,
            )
            for _each in range(random.randint(0, 3))
        ],
        promises=[Promise("TK-1", ago(9), random.choice([None, NOW])) for _each in range(random.randint(0, 2))],
        threats=[("TK-9", ago(95))] if random.random() < 0.3 else [],
    )
    found, then = verdict(facts, NOW), NOW
    for _each in range(20):
        then += random.randint(1, 4 * 24 * 60) * MINUTE
        while found.next_at and found.next_at <= then:
            found = verdict(facts, found.next_at)
        afresh = verdict(facts, then)
        assert (afresh.grade, afresh.reasons) == (found.grade, found.reasons)


SECOND = timedelta(seconds=1)


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.randoms(use_true_random=False))
def test_swept_grade_is_that_of_the_rule_at_every_moment_when_it_can_change(people, random):
    """After a random history: one second before each moment that the grade is due, then, and one second after."""
    Customer.objects.update(grade="", grade_reasons=[], is_critical=False, grade_held_until=None)
    Ticket.objects.update(customer=None)
    now, pk = NOW, people.customer.pk
    for _each in range(random.randint(2, 8)):
        now += random.choice((1, 60, 24 * 60)) * random.randint(1, 9) * MINUTE
        with suppress(DomainError):
            happen(people, random, now)
    sweep(now=now)
    for _each in range(12):
        due = Customer.objects.get(pk=pk).grade_due_at
        if due is None:
            break
        assert due > now
        for moment in (max(now, due - SECOND), due, due + SECOND):
            sweep(now=moment)
            assert_swept(pk, moment)
        now = due + SECOND


def assert_swept(pk, now):
    """The customer has the grade that the rule gives now, unless it is set by hand."""
    found, customer = verdicts_of([pk], now)[pk], Customer.objects.get(pk=pk)
    if customer.grade_held_until is None or customer.grade_held_until < company_date(now):
        by_rule = is_by_rule(customer.grade_reasons) or not customer.grade_reasons
        assert customer.grade == found.grade or not (found.grade or by_rule)
    assert customer.is_critical or not found.critical or customer.critical_cleared_at


STEPS = ("log", "classify", "severity", "pause", "resume", "answer", "dispute", "confirm", "close", "reopen", "withdraw",
         "speak", "settle", "survey", "hold")  # fmt: skip


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.randoms(use_true_random=False))
def test_swept_grade_is_that_of_the_rule_asked_afresh(people, random):
    Customer.objects.update(grade="", grade_reasons=[], is_critical=False, grade_held_until=None)
    Ticket.objects.update(customer=None)
    now, pk = NOW, people.customer.pk
    for _each in range(random.randint(3, 14)):
        now += random.choice((1, 60, 24 * 60, 9 * 24 * 60)) * random.randint(1, 9) * MINUTE
        with suppress(DomainError):
            happen(people, random, now)
        for _again in range(3):
            sweep(now=now)
            assert_swept(pk, now)
            now += random.randint(1, 5 * 24 * 60) * MINUTE


def happen(people, random, now):
    rows = list(Ticket.objects.filter(customer=people.customer).order_by("pk"))
    ticket = random.choice(rows) if rows else tickets.logged(people, now=now, received_at=now, kind="complaint")
    step, facts = random.choice(STEPS), {"ticket_id": ticket.pk, "actor": people.clerk, "now": now}
    kind, severity = random.choice(("complaint", "return", "repair", "inquiry")), random.choice(("minor", "major"))
    said = random.choice(("已经联系记者，要在抖音曝光", "我是市场监管局的", "还是不行"))
    {
        "log": lambda: tickets.logged(people, now=now, received_at=now, kind=kind, severity=severity),
        "classify": lambda: triage.classify(
            quality_class=random.choice(("", "extrinsic")),
            reason="判定",
            prices_unclear=random.random() < 0.3,
            **facts,
        ),
        "severity": lambda: lifecycle.update_details(severity=severity, **facts),
        "pause": lambda: conversation.pause(reason="等", **facts),
        "resume": lambda: conversation.resume(**facts),
        "answer": lambda: lifecycle.answer(outcome="答复", **facts),
        "dispute": lambda: lifecycle.confirm(solved=False, **facts),
        "confirm": lambda: lifecycle.confirm(solved=True, **facts),
        "close": lambda: lifecycle.close(**facts),
        "reopen": lambda: lifecycle.reopen(reason="又", **facts),
        "withdraw": lambda: lifecycle.withdraw(reason="撤", **facts),
        "speak": lambda: conversation.record_customer_message(channel="phone", body=said, **facts),
        "settle": lambda: risk.acknowledge(reason="打了电话", **{**facts, "actor": people.gm}),
        "survey": lambda: responded(ticket, random, now),
        "hold": lambda: grading.regrade(
            actor=people.manager, now=now, customer_id=people.customer.pk, grade="A", is_critical=False, reason="谈过"
        ),
    }[step]()


def responded(ticket, random, now):
    if not Questionnaire.objects.exists():
        questionnaires()
    invitation = ticket.invitations.last()
    if invitation is None:
        return
    given = {"solved": random.choice(("yes", "no")), "csat": str(random.randint(1, 5)), "nps": "5", "improve": ""}
    submit_response(token=token_of(invitation), answers=given, language="zh-hans", now=now)


def test_answers_are_rescaled_to_a_hundred():
    assert [rescaled(answer) for answer in (1, 3, 5)] == [0, 50, 100]


def test_events_make_the_grade_due_and_the_sweep_sets_it(people):
    people.customer.grade, people.customer.grade_reasons = "B", []
    people.customer.save()
    ticket = tickets.logged(people, kind="complaint", quality_class="intrinsic")
    assert Customer.objects.get(pk=people.customer.pk).grade_due_at == NOW
    assert sweep(now=NOW) == 1
    customer = Customer.objects.get(pk=people.customer.pk)
    assert (customer.grade, customer.previous_grade, customer.grade_due_at > NOW) == ("D", "B", True)
    assert [reason["code"] for reason in customer.grade_reasons] == ["minor"]
    assert sweep(now=NOW) == 0
    Ticket.objects.filter(pk=ticket.pk).update(reported_at=NOW - timedelta(days=25))
    grading.mark_due(customer_id=customer.pk, now=NOW)
    sweep(now=NOW + timedelta(days=1))
    customer.refresh_from_db()
    assert (customer.grade, [row.grade for row in customer.gradings.all()]) == ("E", ["E", "D"])
    Ticket.objects.filter(pk=ticket.pk).update(state="withdrawn")
    grading.mark_due(customer_id=customer.pk, now=NOW)
    sweep(now=NOW + timedelta(days=2))
    customer.refresh_from_db()
    assert (customer.grade, customer.grade_reasons, customer.grade_due_at) == ("", [], None)


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
            facts_of(list(range(count)), NOW, Thresholds())


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


def test_f_stands_beside_a_grade_that_is_set_by_hand(people):
    pk = people.customer.pk
    grading.regrade(actor=people.manager, now=NOW, customer_id=pk, grade="B", reason="谈过")
    ticket = tickets.logged(people, now=NOW + DAY, received_at=NOW + DAY)
    rule = RiskRule.objects.get(code="critical_complainant")
    RiskFlag.objects.create(ticket=ticket, rule=rule, code=rule.code, level=rule.level, raised_at=NOW + DAY)
    sweep(now=NOW + DAY)
    customer = Customer.objects.get(pk=pk)
    assert (customer.grade, customer.is_critical, customer.grade_held_until) == ("B", True, TODAY + 90 * DAY)
    assert grade_words(customer.grade_reasons)[1:] == ["谈过"]
    listed = client_of(people.manager, "en").get(reverse("customers")).text
    assert "Critical customer" in listed and "Satisfied" in listed
    row = client_of(people.manager).get(f"/api/v1/customers/{customer.number}/").json()
    assert (row["grade"], row["is_critical"]) == ("B", True)


def test_waiting_for_the_customer_is_not_our_fault(people):
    pk = people.customer.pk
    ticket = tickets.logged(people, kind="repair", channel="email")
    conversation.reply(ticket_id=ticket.pk, actor=people.clerk, now=NOW, channel="phone", body="您好")
    lifecycle.answer(ticket_id=ticket.pk, actor=people.clerk, now=NOW + 5 * DAY, outcome="已答复")
    lifecycle.confirm(ticket_id=ticket.pk, actor=people.clerk, now=NOW + 25 * DAY, solved=False)
    ticket.refresh_from_db()
    ticket.sla_targets.update(met_at=NOW, due_at=NOW)
    assert verdicts_of([pk], NOW + 26 * DAY)[pk].grade == ""
    assert verdicts_of([pk], NOW + 28 * DAY)[pk].grade == "D"


@pytest.mark.parametrize(
    ("facts", "grade"),
    [
        ({"kind": "return", "quality_class": "extrinsic"}, "D"),
        ({"kind": "exchange", "quality_class": "intrinsic"}, "D"),
        ({"kind": "return"}, ""),
        ({"kind": "complaint", "quality_class": "extrinsic", "severity": "major"}, "E"),
        ({"kind": "complaint", "severity": "major"}, ""),
    ],
)
def test_what_counts_as_a_quality_problem(people, facts, grade):
    tickets.logged(people, **facts)
    assert verdicts_of([people.customer.pk], NOW)[people.customer.pk].grade == grade


def test_unclear_prices_are_recorded_with_the_quality_class(people):
    ticket = tickets.logged(people, kind="complaint", quality_class="extrinsic")
    address = f"/api/v1/tickets/{ticket.number}/classify/"
    client = client_of(people.clerk)
    assert client.post(address, {"prices_unclear": True}, "application/json").status_code == 200
    assert client.post(address, {"quality_class": "", "reason": "与质量无关"}, "application/json").status_code == 200
    ticket.refresh_from_db()
    assert (ticket.quality_class, ticket.prices_unclear) == ("", True)
    assert sweep(now=NOW) == 1
    customer = Customer.objects.get(pk=people.customer.pk)
    assert [reason["code"] for reason in customer.grade_reasons] == ["prices"]
    page = client.get(reverse("ticket_step", args=[ticket.number, "classify"]))
    assert page.status_code == 200


def test_thresholds_change_on_their_day_for_every_customer(people):
    ticket = tickets.logged(people, kind="repair", channel="email")
    ticket.sla_targets.update(met_at=NOW, due_at=NOW)
    sweep(now=NOW)
    row = GradeRule.objects.get()
    client = client_of(people.manager)
    address = f"/api/v1/grade-rules/{row.pk}/change/"
    new = {"repairs": 1, "effective_from": (TODAY + 3 * DAY).isoformat(), "version": row.version}
    assert "b_from" in client.post(address, {**new, "b_from": 95}, "application/json").text
    assert client_of(people.executive).post(address, new, "application/json").status_code == 403
    assert client.post(address, new, "application/json").json()["repairs"] == 1
    sweep(now=NOW + 2 * DAY)
    assert Customer.objects.get(pk=people.customer.pk).grade == ""
    sweep(now=NOW + 3 * DAY)
    assert Customer.objects.get(pk=people.customer.pk).grade == "E"
    page = client_of(people.manager, "en").get(reverse("grade_rules")).text
    assert "A ≥ 90" in page
    assert client.get(reverse("grade_rule", args=[row.pk])).status_code == 200
