"""Approvals, the scope of authority and fulfilment through the API."""

import pytest

from complaints.models import Fulfilment
from tests.factories.clients import api_client_of

from . import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
API = "/api/v1"


def post(person, path, **body):
    return api_client_of(person).post(f"{API}/{path}", body, format="json")


def step_of(approval):
    return approval.steps.get(state="active").pk


def test_approval_shows_rule_trail_and_why_it_may_not_be_decided(people):
    approval = make.submitted(people)
    make.decide(approval, people.manager)
    shown = api_client_of(people.clerk).get(f"{API}/approvals/{approval.pk}/").json()
    assert (shown["obstacle"], shown["rule"]["steps"]) == ("own_proposal", ["manager_review", "gm_approve"])
    assert [(s["state"], s["decided_by"]) for s in shown["trail"]] == [("approved", "manager"), ("active", None)]
    assert api_client_of(people.gm).get(f"{API}/approvals/{approval.pk}/").json()["obstacle"] is None


def test_approval_shows_like_decisions_to_those_who_see_approvals(people):
    earlier = [make.granted(people, amount) for amount in ("300.00", "400.00", "500.00", "600.00")]
    earlier.append(make.granted(people, "450.00", "reject"))
    asked = make.submitted(people, ticket=make.logged(people), lines=[make.line(people, price="500.00")])
    address = f"{API}/approvals/{asked.pk}/"
    shown = api_client_of(people.manager).get(address).json()["precedent"]
    assert [one["approval"] for one in shown["decisions"]] == [row.pk for row in reversed(earlier)]
    assert [one["granted"] for one in shown["decisions"]] == [False, True, True, True, True]
    assert (shown["refused"], shown["place"], shown["same"], shown["in_shares"]) == (1, "within", 1, True)
    assert {"median", "lower", "upper", "asked"} <= set(shown) and float(shown["lower"]) < float(shown["upper"])
    assert "subject" not in shown["decisions"][0]
    assert api_client_of(people.rep).get(address).status_code == 404
    assert api_client_of(people.warehouse).get(address).status_code == 404


def test_second_decision_on_a_step_is_a_conflict(people):
    approval = make.submitted(people)
    body = {"verdict": "approve", "reason": "同意", "step": step_of(approval)}
    assert post(people.manager, f"approvals/{approval.pk}/decide/", **body).status_code == 200
    lost = post(people.manager, f"approvals/{approval.pk}/decide/", **body)
    assert (lost.status_code, lost.json()["code"]) == (409, "already_decided")


def test_partial_approval_must_be_below_the_proposed_amount(people):
    approval = make.submitted(people)
    refused = post(
        people.manager,
        f"approvals/{approval.pk}/decide/",
        verdict="approve_less",
        reason="x",
        step=step_of(approval),
        amount="12860.00",
    )
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (400, "amount")


def test_own_proposal_is_not_permitted(people):
    approval = make.submitted(people)
    refused = post(
        people.clerk, f"approvals/{approval.pk}/decide/", verdict="approve", reason="x", step=step_of(approval)
    )
    assert (refused.status_code, refused.json()["code"]) == (403, "own_proposal")


def test_recall_ends_the_approval(people):
    approval = make.submitted(people)
    assert post(people.clerk, f"approvals/{approval.pk}/recall/", reason="金额有误").json()["state"] == "recalled"


@pytest.mark.parametrize("who", ["rep", "quality", "warehouse", "admin"])
def test_approvals_are_not_found_by_others(people, who):
    approval = make.submitted(people)
    assert api_client_of(getattr(people, who)).get(f"{API}/approvals/").status_code == 404
    assert post(getattr(people, who), f"approvals/{approval.pk}/recall/", reason="x").status_code == 404


def test_inbox_and_lists_take_a_constant_number_of_queries(people, django_assert_max_num_queries):
    for _ in range(6):
        make.fulfilled(people)
        make.submitted(people, costs=1)
    for path in ("approvals/", "approvals/?inbox=mine", "fulfilments/", "authority-rules/"):
        with django_assert_max_num_queries(12):
            assert api_client_of(people.manager).get(f"{API}/{path}").json()["count"] >= 3, path


def test_matrix_is_readable(people):
    rows = api_client_of(people.admin).get(f"{API}/authority-rules/").json()["results"]
    assert {tuple(row["steps"]) for row in rows} >= {
        ("manager_review", "gm_approve"),
        ("manager_review", "office_meeting"),
    }


def test_proposer_does_not_record_the_refund(people):
    fulfilment = Fulfilment.objects.get(proposal=make.approved(people).proposal)
    refused = post(people.clerk, f"fulfilments/{fulfilment.pk}/refund/", amount="1.00", paid_on="2026-11-18")
    assert (refused.status_code, refused.json()["code"]) == (403, "own_proposal")


def test_replacement_is_dispatched(people):
    approval = make.approved(people, remedy="exchange")
    fulfilment = Fulfilment.objects.get(proposal=approval.proposal)
    line = fulfilment.lines.get().pk
    sent = post(
        people.warehouse,
        f"fulfilments/{fulfilment.pk}/dispatch/",
        shipped_with="顺丰 SF1",
        lines=[{"line": line, "quantity": 1, "serials": ["N-1"]}],
    )
    assert (sent.status_code, sent.json()["shipped_with"]) == (200, "顺丰 SF1")
    assert sent.json()["lines"][0]["units"][0]["replacement_serial"] == "N-1"


def test_more_goods_than_expected_are_refused(people):
    fulfilment = Fulfilment.objects.get(proposal=make.approved(people).proposal)
    line = fulfilment.lines.get().pk
    refused = post(people.warehouse, f"fulfilments/{fulfilment.pk}/receive/", lines=[{"line": line, "quantity": 2}])
    assert (refused.status_code, refused.json()["code"]) == (400, "too_many")


def test_fulfilment_of_another_region_is_not_found(people):
    fulfilment = Fulfilment.objects.get(proposal=make.approved(people).proposal)
    assert api_client_of(people.stranger).get(f"{API}/fulfilments/{fulfilment.pk}/").status_code == 404
    assert post(people.stranger, f"fulfilments/{fulfilment.pk}/receive/", lines=[]).status_code == 404
