from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from aftersales.kernel.errors import InvalidInput, RuleViolation
from complaints.quality.rules import actions
from complaints.quality.rules.actions import Plan, Problem, Terms, same_problem

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("plan", "field"),
    [
        (Plan("corrective", "零虚焊", 56, None, True), ""),
        (Plan("corrective", " ", 56, None, True), "criterion"),
        (Plan("preventive", "有记录", None, None, True), "window_days"),
        (Plan("corrective", "", 56, Decimal("2.2"), True), ""),
        (Plan("corrective", "", 56, Decimal("2.2"), False), "product"),
        (Plan("corrective", "", None, Decimal("2.2"), True), "window_days"),
        (Plan("corrective", "x", 731, None, True), "window_days"),
        (Plan("corrective", "", 56, Decimal(1001), True), "target_rate"),
        (Plan("corrective", "", 56, Decimal("NaN"), True), "target_rate"),
        (Plan("improvement", "", None, None, False), "criterion"),
        (Plan("improvement", "95%", None, None, False), ""),
        (Plan("containment", "", None, None, False), ""),
        (Plan("recovery", "", None, None, False), ""),
    ],
)
def test_criterion_and_window_are_stated_as_the_kind_needs(plan, field):
    if not field:
        actions.check_plan(plan)
        return
    with pytest.raises(InvalidInput) as error:
        actions.check_plan(plan)
    assert error.value.field == field


def test_action_is_judged_on_the_day_after_its_window():
    assert actions.judge_on(date(2026, 11, 1), 28) == date(2026, 11, 30)
    assert actions.judge_on(date(2026, 11, 1), 0) == date(2026, 11, 1)
    actions.check_judging(date(2026, 11, 30), date(2026, 11, 30))
    with pytest.raises(RuleViolation) as error:
        actions.check_judging(date(2026, 11, 29), date(2026, 11, 30))
    assert error.value.params == {"day": "2026-11-30"}


def test_levels_are_told_once_and_in_order():
    since, delays = datetime(2026, 11, 1, tzinfo=UTC), Terms().delays(in_hours=False)
    assert actions.due_levels(since, 0, since - timedelta(seconds=1), delays) == []
    assert actions.due_levels(since, 0, since, delays) == [0]
    assert actions.due_levels(since, 1, since + timedelta(days=3), delays) == [1]
    assert actions.due_levels(since, 0, since + timedelta(days=30), delays) == [0, 1, 2]
    assert actions.due_levels(since, 3, since + timedelta(days=30), delays) == []
    assert actions.next_alert(since, 1, delays) == since + timedelta(days=3)
    assert actions.next_alert(since, 3, delays) is None


def test_general_manager_is_told_after_the_department():
    values = {name: getattr(Terms(), name) for name in actions.LIMITS}
    actions.check_terms(values)
    with pytest.raises(InvalidInput) as error:
        actions.check_terms({**values, "gm_days": 3})
    assert error.value.field == "gm_days"


LEAK = "进水阀漏水"


@pytest.mark.parametrize(
    ("action", "ticket", "why"),
    [
        (Problem(1, "B1", LEAK), Problem(1, "B1", "噪音太大"), "batch"),
        (Problem(1, "B1", LEAK), Problem(1, "B2", "又漏水了"), "problem"),
        (Problem(1, "B1", LEAK), Problem(1, "B2", "噪音太大"), ""),
        (Problem(1, "B1", LEAK), Problem(2, "B1", LEAK), ""),
        (Problem(1, "", ""), Problem(1, "B2", "噪音太大"), "product"),
        (Problem(1, "B1", ""), Problem(1, "B2", "噪音太大"), ""),
        (Problem(None, "B1", LEAK), Problem(None, "B1", LEAK), ""),
    ],
)
def test_same_product_and_batch_or_problem_is_the_same_problem(action, ticket, why):
    assert same_problem(action, ticket) == why
