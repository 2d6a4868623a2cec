"""Rules of care plans: money, goals, reminders."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from aftersales.kernel.errors import InvalidInput
from visits.rules.care import (
    ACTION,
    PLAN,
    Cost,
    check_goal,
    check_period,
    check_room,
    due_state,
    is_met,
    money_of,
    next_reminder,
    rail,
    remind_level,
    shares,
)

DAY = date(2026, 11, 18)
CENT = Decimal("0.01")
AMOUNTS = some.integers(0, 10**12 - 1).map(lambda cents: cents * CENT)
COSTS = some.lists(some.builds(Cost, some.sampled_from(["open", "done", "dropped"]), AMOUNTS, AMOUNTS), max_size=12)
VALUES = some.integers(-(10**11), 10**11).map(lambda cents: cents * CENT)


@given(AMOUNTS, COSTS)
def test_spent_bound_and_left_are_the_budget_to_the_cent(budget, costs):
    money = money_of(budget, costs)
    assert money.spent + money.bound + money.left == budget
    assert money.spent == sum(cost.spent for cost in costs)
    assert money.bound >= 0


@given(AMOUNTS, COSTS, some.randoms())
def test_money_does_not_depend_on_the_order_of_actions(budget, costs, random):
    mixed = random.sample(costs, len(costs))
    assert money_of(budget, mixed) == money_of(budget, costs)


@given(AMOUNTS, COSTS)
def test_bar_is_as_long_as_the_budget_or_what_was_used(budget, costs):
    parts = shares(money_of(budget, costs))
    assert all(part >= 0 for part in map(round, parts))
    assert sum(parts) in (0, 100) or abs(sum(parts) - 100) < Decimal("0.0001")


def test_closed_action_binds_nothing_and_open_one_what_it_has_not_cost_yet():
    costs = [
        Cost("done", Decimal(12000), Decimal(11460)),
        Cost("open", Decimal(6000), Decimal(600)),
        Cost("dropped", Decimal(500), Decimal(0)),
    ]
    money = money_of(Decimal(90000), costs)
    assert (money.spent, money.bound, money.left) == (12060, 5400, 72540)
    with pytest.raises(InvalidInput):
        check_room(money_of(Decimal(17459), costs))
    check_room(money_of(Decimal(17460), costs))


@given(VALUES, VALUES, VALUES)
def test_rail_keeps_the_order_of_values_and_stays_on_the_rail(start, now, target):
    found = rail(start, now, target)
    pairs = [(found.start, start), (found.now, now), (found.target, target)]
    assert all(0 <= place <= 100 for place, _value in pairs)
    assert all(a[0] <= b[0] for a in pairs for b in pairs if a[1] <= b[1])


@pytest.mark.parametrize(
    ("start", "now", "target", "met"),
    [(4, 2, 1, False), (4, 1, 1, True), (4, 0, 1, True), (68, 91, 95, False), (68, 95, 95, True), (1, 9, 8, True)],
)
def test_goal_is_met_from_its_own_side(start, now, target, met):
    assert is_met(Decimal(start), Decimal(now), Decimal(target)) is met


def test_goal_must_differ_from_the_start_and_plan_must_end_after_it():
    with pytest.raises(InvalidInput):
        check_goal(Decimal(3), Decimal(3))
    for ends in (DAY, DAY - timedelta(days=1), DAY + timedelta(days=1831)):
        with pytest.raises(InvalidInput):
            check_period(DAY, ends)
    check_period(DAY, DAY + timedelta(days=1830))


@pytest.mark.parametrize(("days", "level"), [(-8, 0), (-7, 1), (-1, 1), (0, 2), (1, 3), (90, 3)])
def test_reminders_are_due_a_week_before_on_the_day_and_the_day_after(days, level):
    assert remind_level(DAY, DAY + timedelta(days=days)) == level


def test_last_reminder_has_no_successor_and_dots_follow_the_day():
    assert [next_reminder(DAY, level) for level in range(4)] == [
        DAY - timedelta(days=7),
        DAY,
        DAY + timedelta(days=1),
        None,
    ]
    assert [due_state("open", DAY, DAY + timedelta(days=n)) for n in (-1, 0, 1)] == ["ok", "due", "late"]
    assert (due_state("done", DAY, DAY), due_state("dropped", DAY, DAY)) == ("done", "paused")


def test_tables_lead_to_an_end():
    assert PLAN.final == {"closed", "cancelled"}
    assert ACTION.actions("open") == ("change", "complete", "drop")
