"""What is at stake, and which proposals are one case."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftersales.kernel.errors import InvalidInput, RuleViolation
from complaints.rules.authority import DEFAULT_MATRIX, level, route_case
from complaints.rules.stake import (
    Line,
    Links,
    Part,
    at_stake,
    case_sum,
    check_goods,
    may_be_cut,
    plain,
    serials,
)

pytestmark = pytest.mark.once
D = Decimal
BOUGHT = Line(2, D("0.01"), paid=D(30000), list_price=D(28000))
prices = st.decimals(0, 99_999, places=2)
lines = st.builds(Line, st.integers(1, 500), prices, prices, prices)


@pytest.mark.parametrize(
    ("remedy", "line", "costs", "expected"),
    [
        ("exchange", BOUGHT, "0", "60000"),
        ("repair", BOUGHT, "150.50", "60150.50"),
        ("exchange", replace(BOUGHT, list_price=D(32000)), "0", "64000"),
        ("exchange", replace(BOUGHT, price=D(35000)), "0", "70000"),
        ("exchange", replace(BOUGHT, paid=D(0), list_price=D(0), price=D(5)), "0", "10"),
        ("refund", BOUGHT, "80", "80.02"),
        ("refund", Line(3, D("99.99")), "0", "299.97"),
        ("compensation", BOUGHT, "0", "0.02"),
    ],
)
def test_goods_that_leave_count_by_their_value_and_money_by_its_amount(remedy, line, costs, expected):
    assert at_stake(remedy, [line], D(costs)) == D(expected)


@given(lines, prices, prices)
def test_lower_price_never_brings_the_stake_below_the_value_of_the_goods(line, lower, costs):
    value = line.quantity * max(line.paid, line.list_price)
    cheap = replace(line, price=min(lower, line.price))
    for remedy in ("exchange", "repair"):
        assert at_stake(remedy, [cheap], costs) >= value + costs
        if line.price <= max(line.paid, line.list_price):
            assert at_stake(remedy, [cheap], costs) == at_stake(remedy, [line], costs)


@given(st.lists(lines, max_size=6), prices)
def test_stake_is_never_below_the_amount(rows, costs):
    amount = sum((row.quantity * row.price for row in rows), costs)
    for remedy in ("refund", "compensation", "exchange", "repair"):
        assert at_stake(remedy, rows, costs) >= amount


@given(
    st.lists(lines, min_size=2, max_size=6),
    st.sampled_from(["refund", "exchange", "repair", "compensation"]),
    st.lists(st.sampled_from(["refund", "exchange", "repair", "compensation"]), max_size=5),
    st.sampled_from(["important", "ordinary", ""]),
    st.integers(0, 5),
)
def test_split_proposals_are_never_routed_lower_than_one(rows, remedy, _others, tier, cut):
    def steps(*stakes):
        parts = [Part(n, "TK", remedy, "return", stake, ("ticket",)) for n, stake in enumerate(stakes[:-1])]
        return route_case(
            DEFAULT_MATRIX,
            own=(remedy, "return"),
            others=[(part.remedy, part.kind) for part in parts],
            amount=case_sum(stakes[-1], parts),
            tier=tier,
        ).steps

    whole = at_stake(remedy, rows, D(0))
    split = [at_stake(remedy, part, D(0)) for part in (rows[: cut % len(rows)], rows[cut % len(rows) :])]
    assert level(steps(*split)) >= level(steps(whole))


@pytest.mark.parametrize("costs", ["NaN", "Infinity", "-1", "99999999999999999"])
def test_impossible_amounts_are_refused(costs):
    with pytest.raises(InvalidInput):
        at_stake("exchange", [BOUGHT], D(costs))


@pytest.mark.parametrize(
    ("remedy", "rows", "code"),
    [
        ("exchange", [], "no_goods"),
        ("exchange", [Line(1, D(5))], "goods_unknown"),
        ("repair", [BOUGHT, Line(1, D(5))], "goods_unknown"),
    ],
)
def test_goods_that_leave_must_be_known(remedy, rows, code):
    with pytest.raises(RuleViolation) as refused:
        check_goods(remedy, rows)
    assert refused.value.code == code


@pytest.mark.parametrize(("remedy", "rows"), [("exchange", [BOUGHT]), ("repair", []), ("refund", []), ("none", [])])
def test_known_goods_and_money_pass(remedy, rows):
    check_goods(remedy, rows)


def test_only_money_is_cut():
    assert {one for one in ("refund", "compensation", "exchange", "repair", "none") if may_be_cut(one)} == {
        "refund",
        "compensation",
    }


MINE = Links(frozenset({1}), frozenset({7}), frozenset({"SN00017"}), frozenset({(3, "HC-1")}))


@pytest.mark.parametrize(
    ("other", "reasons"),
    [
        (Links(tickets=frozenset({1})), ("ticket",)),
        (Links(purchases=frozenset({7, 8})), ("purchase",)),
        (Links(serials=frozenset({"SN00017"})), ("serial",)),
        (Links(contracts=frozenset({(3, "HC-1")})), ("contract",)),
        (Links(contracts=frozenset({(4, "HC-1")})), ()),
        (Links(frozenset({2}), frozenset({8}), frozenset({"SN00018"}), frozenset({(3, "HC-2")})), ()),
        (MINE, ("ticket", "purchase", "serial", "contract")),
    ],
)
def test_links_say_why_two_proposals_are_one_case(other, reasons):
    assert MINE.shared(other) == other.shared(MINE) == reasons


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", set()),
        ("sn00017", {"SN00017"}),
        ("ＳＮ 00017", {"SN00017", "00017"}),
        ("SN00017，SN00018", {"SN00017", "SN00018"}),
        ("SN 1, SN 2", {"SN1", "SN2"}),
    ],
)
def test_serial_numbers_are_compared_as_numbers(text, expected):
    assert serials(text) == expected


def test_contract_numbers_are_compared_without_case_width_and_spaces():
    assert plain(" hc-２０２６ / 01 ") == plain("HC-2026/01")
