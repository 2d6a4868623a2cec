"""Every default row of the scope of authority, a cent below, at and above its limits, for every remedy, type and tier;
and the rules that check a changed matrix."""

from dataclasses import replace
from decimal import Decimal
from itertools import product

import pytest

from complaints.enums import Kind, Remedy
from complaints.models import AuthorityRule
from complaints.queries.settings import authority_value
from complaints.rules.authority import WAYS, RuleRow, route
from complaints.rules.matrix import Amounts, boxes, contradictions, gaps, new_gaps, turns
from complaints.services.installation import install_defaults
from customers.enums import Tier
from tests.factories import NOW

pytestmark = pytest.mark.once

ALONE, GM, MEETING = ("manager_approve",), ("manager_review", "gm_approve"), ("manager_review", "office_meeting")
CENT = Decimal("0.01")
CASES = list(product(Remedy.values, Kind.values, Tier.values))
CASE = ("refund", "return", "ordinary")


@pytest.fixture
def rows(db):
    install_defaults(actor=None, now=NOW)
    return [authority_value(row) for row in AuthorityRule.objects.all()]


def around(limit):
    return [Decimal(limit) - CENT, Decimal(limit), Decimal(limit) + CENT]


def ways(rows, case, limit):
    remedy, kind, tier = case
    return [route(rows, remedy=remedy, kind=kind, tier=tier, amount=amount).steps for amount in around(limit)]


def test_default_matrix_routes_below_at_and_above_each_limit(rows):
    for case in CASES:
        remedy, _kind, tier = case
        sooner = (remedy, tier) == ("refund", "important")
        assert ways(rows, case, 20000) == ([MEETING] * 3 if sooner else [GM, GM, MEETING]), case
        assert ways(rows, case, 5000) == ([GM, GM, MEETING] if sooner else [GM] * 3), case
        assert ways(rows, case, 1000) == [GM] * 3, case
        for amount, expected in (("0", GM), ("0.01", GM), ("99999999.99", MEETING)):
            assert route(rows, remedy=remedy, kind=case[1], tier=tier, amount=Decimal(amount)).steps == expected


def test_each_limit_routes_with_the_row_of_the_manager_alone(rows):
    awake = [replace(row, active=True) for row in rows]
    for case in CASES:
        assert ways(awake, case, 1000) == [ALONE, ALONE, GM], case
        assert route(awake, remedy=case[0], kind=case[1], tier=case[2], amount=Decimal(0)).steps == ALONE


def test_every_row_of_the_matrix_decides_some_case(rows):
    awake = [replace(row, active=True) for row in rows]
    amounts = [amount for limit in (1000, 5000, 20000) for amount in around(limit)]
    used = {route(awake, remedy=r, kind=k, tier=t, amount=a).id for r, k, t in CASES for a in amounts}
    assert used == {row.id for row in rows}
    assert {row.steps for row in rows} <= set(WAYS)
    assert contradictions(awake) == []
    assert [gaps(rows, case) for case in CASES] == [[]] * len(CASES)


def row(number, low=None, high=None, steps=GM, **facts):
    limits = [None if limit is None else Decimal(limit) for limit in (low, high)]
    return RuleRow(number, steps, above=limits[0], up_to=limits[1], **facts)


def missing(low, high):
    return Amounts(*(None if limit is None else Decimal(limit) for limit in (low, high)))


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([], [missing(None, None)]),
        ([row(1)], []),
        ([row(1, high="10")], [missing("10", None)]),
        ([row(1, low="10")], [missing(None, "10")]),
        ([row(1, low="0")], [missing(None, "0")]),
        ([row(1, high="10"), row(2, low="10")], []),
        ([row(1, high="10"), row(2, low="10.01")], [missing("10", "10.01")]),
        ([row(1, high="30"), row(2, low="10", high="20"), row(3, low="30")], []),
        ([row(1), row(2, active=False)], []),
        ([row(1, active=False)], [missing(None, None)]),
        ([row(1, remedy="repair")], [missing(None, None)]),
    ],
)
def test_gaps_in_the_matrix_are_found(rows, expected):
    assert gaps(rows, CASE) == expected


def test_existing_gap_is_not_a_new_gap():
    before, narrower = [row(1, high="10")], [row(1, high="10"), row(2, low="20")]
    assert new_gaps(before, narrower, CASE) == []
    assert new_gaps(narrower, before, CASE) == [missing("10", None)]


@pytest.mark.parametrize(
    ("one", "other", "contradicts"),
    [
        (row(1), row(2, steps=MEETING), True),
        (row(1), row(2), False),  # same steps
        (row(1), row(2, steps=MEETING, active=False), False),
        (row(1), row(2, steps=MEETING, priority=99), False),
        (row(1), row(2, steps=MEETING, high="10"), False),  # the narrower one applies
        (row(1), row(2, steps=MEETING, tier="important"), False),  # the one that names more applies
        (row(1, remedy="refund"), row(2, steps=MEETING, tier="important"), True),
        (row(1, remedy="refund"), row(2, steps=MEETING, remedy="repair"), False),
        (row(1, high="10"), row(2, steps=MEETING, low="10", high="20"), False),
        (row(1, low="0", high="10"), row(2, steps=MEETING, low="9.99", high="19.99"), True),
    ],
)
def test_contradicting_rows_are_found(one, other, contradicts):
    assert bool(contradictions([one, other])) == contradicts


def test_preview_lists_the_ranges_that_are_routed_differently():
    old = [row(1, high="20"), row(2, low="20", steps=MEETING)]
    new = [row(1, high="10"), row(2, low="10", steps=MEETING)]
    assert [(t.amounts, t.before.id, t.after.id) for t in turns(old, new, CASE)] == [(missing("10", "20"), 1, 2)]
    assert turns(old, old, CASE) == []
    gone = turns(old, [row(1, high="20")], CASE)
    assert [(t.amounts, t.after) for t in gone] == [(missing("20", None), None)]


def test_adjacent_boxes_of_the_matrix_are_joined():
    assert boxes(set()) == []
    assert boxes({("a", "x"), ("b", "x"), ("a", "y"), ("b", "y")}) == [(frozenset("ab"), frozenset("xy"))]
    assert boxes({("a", "x"), ("b", "y")}) == [(frozenset("a"), frozenset("x")), (frozenset("b"), frozenset("y"))]
