from dataclasses import replace
from decimal import Decimal
from itertools import product

import pytest
from django.utils import translation

from aftersales.kernel.errors import InvalidInput, RuleViolation
from aftersales.staff.enums import Role
from complaints import enums
from complaints.rules.authority import (
    DEFAULT_MATRIX,
    OBSTACLE_LABELS,
    STEP_ROLES,
    RuleRow,
    StandIn,
    deciding_obstacle,
    route,
    route_case,
)
from customers.enums import Tier

pytestmark = pytest.mark.once

ALONE = ("manager_approve",)
GM = ("manager_review", "gm_approve")
MEETING = ("manager_review", "office_meeting")
AWAKE = tuple(replace(row, active=True) for row in DEFAULT_MATRIX)


def steps(amount, rows=DEFAULT_MATRIX, **facts):
    facts = {"remedy": "refund", "tier": "ordinary", "kind": "return"} | facts
    return route(rows, amount=Decimal(amount), **facts).steps


@pytest.mark.parametrize(
    ("amount", "tier", "remedy", "expected"),
    [
        ("0", "ordinary", "none", GM),
        ("19999.99", "ordinary", "refund", GM),
        ("20000.00", "ordinary", "refund", GM),
        ("20000.01", "ordinary", "refund", MEETING),
        ("4999.99", "important", "refund", GM),
        ("5000.00", "important", "refund", GM),
        ("5000.01", "important", "refund", MEETING),
        ("5000.01", "important", "exchange", GM),
        ("5000.01", "long_term", "refund", GM),
        ("20000.01", "important", "refund", MEETING),
        ("99999999.99", "important", "repair", MEETING),
    ],
)
def test_default_matrix_routes_each_amount(amount, tier, remedy, expected):
    assert steps(amount, tier=tier, remedy=remedy) == expected


@pytest.mark.parametrize(("amount", "expected"), [("999.99", ALONE), ("1000.00", ALONE), ("1000.01", GM)])
def test_manager_decides_alone_only_when_that_row_is_active(amount, expected):
    assert steps(amount, AWAKE) == expected
    assert steps(amount) == GM


@pytest.mark.parametrize("amount", ["0", "1000", "5000.01", "20000", "20000.01", "99999999.99"])
def test_default_matrix_has_no_gap(amount):
    for remedy, tier, kind in product(enums.Remedy.values, Tier.values, enums.Kind.values):
        assert steps(amount, remedy=remedy, tier=tier, kind=kind)


def test_approval_steps_have_names_and_roles():
    named = {step for row in DEFAULT_MATRIX for step in row.steps}
    assert named <= set(enums.StepCode.values) == set(STEP_ROLES)
    assert set(STEP_ROLES.values()) <= set(Role.values)


def test_gap_in_the_matrix_is_refused():
    with pytest.raises(RuleViolation) as refusal:
        steps("10.01", [RuleRow(1, GM, up_to=Decimal(10))])
    assert refusal.value.code == "no_authority_row"
    with translation.override("en"):
        assert "administrator" in str(refusal.value)


def test_row_excludes_its_lower_and_includes_its_upper_limit():
    row = RuleRow(1, GM, above=Decimal(10), up_to=Decimal(20))
    covered = [a for a in ("9.99", "10", "10.01", "19.99", "20", "20.01") if _covers(row, a)]
    assert covered == ["10.01", "19.99", "20"]


def _covers(row, amount):
    return row.covers(remedy="refund", amount=Decimal(amount), tier="ordinary", kind="return")


def test_rows_rank_by_priority_then_named_fields_then_range_then_id():
    wide, narrow = RuleRow(1, GM), RuleRow(2, ALONE, up_to=Decimal(10))
    named = RuleRow(3, MEETING, tier="ordinary")
    first = RuleRow(4, GM, priority=1)
    assert route_ids(wide, narrow) == 2
    assert route_ids(narrow, RuleRow(7, GM, above=Decimal(4), up_to=Decimal(12))) == 7
    assert route_ids(wide, narrow, named) == 3
    assert route_ids(wide, narrow, named, first) == 4
    assert route_ids(RuleRow(6, GM), RuleRow(5, ALONE)) == 5


def route_ids(*rows):
    return route(rows, remedy="refund", amount=Decimal(5), tier="ordinary", kind="return").id


@pytest.mark.parametrize("amount", ["-0.01", "NaN", "Infinity"])
def test_impossible_amount_is_refused(amount):
    with pytest.raises(InvalidInput):
        steps(amount)


@pytest.mark.parametrize(
    ("own", "others", "expected"),
    [
        ("refund", [], MEETING),
        ("compensation", [], GM),
        ("compensation", ["refund"], MEETING),
        ("refund", ["compensation"], MEETING),
        ("exchange", ["repair", "compensation"], GM),
    ],
)
def test_highest_rule_among_the_remedies_of_a_case_applies(own, others, expected):
    found = route_case(
        DEFAULT_MATRIX,
        own=(own, "return"),
        others=[(remedy, "return") for remedy in others],
        amount=Decimal("5000.01"),
        tier="important",
    )
    assert found.steps == expected


CLERK, COLLEAGUE, MANAGER, GENERAL = 1, 2, 3, 4


@pytest.mark.parametrize(
    ("case", "obstacle"),
    [
        ({}, None),
        ({"decider_role": "service"}, "not_this_role"),
        ({"proposer_id": MANAGER}, "own_proposal"),
        ({"enterer_id": MANAGER}, "own_proposal"),
        ({"enterer_id": None}, None),
        ({"step_role": "gm"}, "not_this_role"),
        ({"step_role": "gm", "stood_in_for": StandIn(GENERAL, "gm")}, None),
        ({"step_role": "gm", "stood_in_for": StandIn(COLLEAGUE, "quality")}, "not_this_role"),
        (
            {"step_role": "gm", "stood_in_for": StandIn(GENERAL, "gm"), "proposer_id": GENERAL},
            "stands_in_for_proposer",
        ),
        (
            {"step_role": "gm", "stood_in_for": StandIn(GENERAL, "gm"), "earlier_decider_ids": {MANAGER}},
            "decided_earlier_step",
        ),
        ({"earlier_decider_ids": {GENERAL}}, None),
    ],
)
def test_own_proposals_are_not_decided(case, obstacle):
    facts = {
        "step_role": "manager",
        "decider_role": "manager",
        "proposer_id": CLERK,
        "enterer_id": COLLEAGUE,
        "decider_id": MANAGER,
    } | case
    assert deciding_obstacle(**facts) == obstacle
    assert obstacle is None or str(OBSTACLE_LABELS[obstacle])
