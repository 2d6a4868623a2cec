"""Several small cases approved in bulk with one reason; large ones are decided one by one."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from aftersales.kernel.errors import InvalidInput
from aftersales.staff.models import StandIn
from complaints.defaults import SMALL_CASE
from complaints.models import Approval, AuthorityRule
from complaints.rules.small_cases import obstacle
from complaints.services import approvals, lifecycle
from complaints.services.approval_bulk import MAX_APPROVALS, approve_many
from tests.factories import NOW, sale
from tests.factories.clients import api_client_of

from . import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
APPROVE = "/api/v1/approvals/approve/"


def small(people, count=3, price="1500.00") -> list[Approval]:
    """Cases of different purchases and contracts: those of one purchase or contract would count together."""
    made = []
    for _ in range(count):
        sold = sale(people.customer, code=f"S-{Approval.objects.count()}", price=price)
        line = {"purchase": sold, "quantity": 1, "unit_price": Decimal(price), "description": ""}
        made.append(make.submitted(people, ticket=make.logged(people, purchase=sold), lines=[line]))
    return made


def act(rows, actor, reason="小额，照准") -> list[str]:
    found = approve_many(chosen=[(row.pk, row.version) for row in rows], reason=reason, actor=actor, now=NOW)
    return [one.error.code if one.error else "done" for one in found]


def fresh(rows) -> list[Approval]:
    return [Approval.objects.get(pk=row.pk) for row in rows]


@pytest.mark.parametrize(
    ("step", "amount", "expected"),
    [
        ("manager_approve", "2000.00", None),
        ("manager_review", "0.01", None),
        ("gm_approve", "2000.01", "not_small"),
        ("office_meeting", "1.00", "meeting"),
        ("office_meeting", "9999.00", "meeting"),
    ],
)
def test_small_approvals_are_those_below_the_limit(step, amount, expected):
    assert obstacle(step_code=step, amount=Decimal(amount), limit=SMALL_CASE) == expected


def test_bulk_decides_each_as_a_single_decision(people):
    rows = small(people)
    assert act(rows, people.manager) == ["done"] * 3
    for row in fresh(rows):
        step = row.steps.get(position=1)
        assert (step.state, step.decided_by, step.reason, step.amount) == (
            "approved",
            people.manager,
            "小额，照准",
            Decimal("1500.00"),
        )
        assert row.proposal.ticket.entries.filter(event="step_approved").count() == 1
    assert act(fresh(rows), people.gm) == ["done"] * 3
    assert {row.state for row in fresh(rows)} == {"approved"}


def test_second_decision_is_a_conflict_and_the_others_succeed(people):
    rows = small(people)
    make.decide(rows[1], people.manager)
    assert act(rows, people.manager) == ["done", "changed_meanwhile", "done"]
    assert act([rows[0]], people.manager) == ["changed_meanwhile"]


def test_approval_decided_meanwhile_is_a_conflict(people):
    rows = small(people, 2)
    approvals.decide(approval_id=rows[0].pk, actor=people.manager, now=NOW, verdict="reject", reason="不属实")
    assert act(rows, people.manager) == ["already_decided", "done"]


def test_changed_content_is_not_approved(people):
    rows = small(people, 2)
    ticket = rows[0].proposal.ticket
    lifecycle.update_details(ticket_id=ticket.pk, actor=people.clerk, now=NOW, problem_found="另一个问题")
    assert act(rows, people.manager)[0] != "done"
    assert act(fresh(rows), people.manager)[0] == "already_decided"  # the edit took it out of approval


def test_large_cases_and_their_pieces_are_decided_one_by_one(people):
    large, whole = small(people, 1, price="2000.01")[0], small(people, 1, price="2000.00")[0]
    piece = make.submitted(
        people, ticket=make.logged(people), lines=[make.line(people, price="1200.00")], reason="第一件"
    )
    other = make.submitted(
        people, ticket=make.logged(people), lines=[make.line(people, price="1200.00")], reason="第二件"
    )
    assert act([large, whole, piece, other], people.manager) == ["not_small", "done", "done", "not_small"]


def test_office_meeting_needs_its_minutes(people):
    AuthorityRule.objects.update(steps=["manager_review", "office_meeting"])
    row = small(people, 1)[0]
    assert act([row], people.manager) == ["done"]
    assert act(fresh([row]), people.gm) == ["meeting"]


def test_bulk_refuses_what_the_user_may_not_decide(people):
    rows = small(people, 2)
    assert act(rows, people.clerk) == ["own_proposal"] * 2
    assert act(rows, people.gm) == ["not_this_role"] * 2
    assert act(rows, people.rep) == ["not_found"] * 2
    today = NOW.date()
    StandIn.objects.create(absent=people.manager, deputy=people.clerk2, starts_on=today, ends_on=today)
    assert act(rows, people.clerk2) == ["done"] * 2
    assert {row.steps.get(position=1).on_behalf_of for row in rows} == {people.manager}


@pytest.mark.parametrize(
    ("count", "reason", "field"), [(0, "x", "approvals"), (51, "x", "approvals"), (1, " ", "reason")]
)
def test_bulk_refuses_invalid_requests(people, count, reason, field):
    assert MAX_APPROVALS == 50
    with pytest.raises(InvalidInput) as refused:
        approve_many(chosen=[(n, 1) for n in range(1, count + 1)], reason=reason, actor=people.manager, now=NOW)
    assert refused.value.field == field


def test_page_lists_the_approvals_and_asks_one_reason(people, client):
    rows, large = small(people, 2), small(people, 1, price="5000.00")[0]
    client.force_login(people.manager)
    listed = client.get(reverse("approvals")).content.decode()
    picks = [f"{row.pk}:{row.version}" for row in rows]
    assert all(f'value="{pick}"' in listed for pick in picks)
    assert f'value="{large.pk}:' not in listed
    sheet = client.post(reverse("approvals_approve"), {"approval": picks})
    shown = sheet.content.decode()
    assert (
        sheet.status_code == 200
        and "3,000.00" in shown
        and "1,500" in shown
        and rows[0].proposal.ticket.short_number in shown
    )
    assert {row.state for row in fresh(rows)} == {"pending"} and fresh(rows)[0].version == 1
    again = client.post(reverse("approvals_approve"), {"approval": picks, "sure": "yes", "reason": ""})
    assert again.status_code == 422
    make.decide(rows[0], people.manager)
    told = client.post(reverse("approvals_approve"), {"approval": picks, "sure": "yes", "reason": "照准"})
    assert told.status_code == 200 and rows[0].proposal.ticket.number in told.content.decode()
    assert [row.version for row in fresh(rows)] == [2, 2]
    rest = small(people, 1)[0]
    done = client.post(reverse("approvals_approve"), {"approval": [f"{rest.pk}:1"], "sure": "yes", "reason": "照准"})
    assert (done.status_code, done["Location"]) == (302, reverse("approvals"))


@pytest.mark.parametrize("picks", [[], ["x"], ["１:１"], ["0:1"], ["1:1"] * 2 + [f"{n}:1" for n in range(2, 60)]])
def test_page_refuses_invalid_selections(people, client, picks):
    client.force_login(people.manager)
    assert client.post(reverse("approvals_approve"), {"approval": picks}).status_code == 302


def test_api_answers_for_each_approval(people):
    rows = small(people, 2)
    api = api_client_of(people.manager)
    make.decide(rows[1], people.manager)
    chosen = [{"id": row.pk, "version": 1} for row in rows] + [{"id": 999_999, "version": 1}]
    body = api.post(APPROVE, {"approvals": chosen, "reason": "照准"}, format="json").json()
    assert (body["done"], body["refused"]) == (1, 2)
    assert [(one["id"], one["done"], one["code"]) for one in body["results"]] == [
        (rows[0].pk, True, ""),
        (rows[1].pk, False, "changed_meanwhile"),
        (999_999, False, "not_found"),
    ]
    for wrong in (
        {},
        {"approvals": []},
        {"approvals": [{"id": "NaN", "version": 1}]},
        {"approvals": [{"id": 1}]},
        {"approvals": [{"id": 10**20, "version": 1}]},
        {"approvals": "1"},
        {"approvals": chosen[:1] * 51},
    ):
        assert api.post(APPROVE, {"reason": "照准", **wrong}, format="json").status_code == 400, wrong
    assert api.post(APPROVE, {"approvals": chosen[:1]}, format="json").status_code == 400
    api.force_authenticate(people.rep)
    assert api.post(APPROVE, {"approvals": chosen[:1], "reason": "x"}, format="json").status_code == 404


def test_inbox_takes_the_same_number_of_queries(people, client):
    client.force_login(people.manager)
    client.get(reverse("approvals"))  # fills the caches of the process
    asked = []
    for count in (2, 6):
        small(people, count)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"{reverse('approvals')}?tab=mine").status_code == 200
        asked.append(len(queries))
    assert asked[0] == asked[1]
