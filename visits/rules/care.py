"""Care plans: their workflow, their money, what is measured, and when their actions are reminded of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from aftersales.kernel.errors import InvalidInput, gettext_noop
from aftersales.kernel.statemachine import Workflow

ZERO, TENTH = Decimal(0), Decimal("0.1")
OPEN, DONE, DROPPED = "open", "done", "dropped"
LONGEST = 1830  # days of a plan
MOST_NEEDS, MOST_ACTIONS = 12, 100

PLAN = Workflow(
    {
        ("draft", "change"): "draft",
        ("draft", "approve"): "running",
        ("draft", "cancel"): "cancelled",
        ("running", "change"): "running",
        ("running", "close"): "closed",
        ("running", "cancel"): "cancelled",
        ("closed", "reopen"): "running",
    },
    initial="draft",
    final={"closed", "cancelled"},
)

ACTION = Workflow(
    {
        (OPEN, "change"): OPEN,
        (OPEN, "complete"): DONE,
        (OPEN, "drop"): DROPPED,
        (DONE, "reopen"): OPEN,
        (DROPPED, "reopen"): OPEN,
    },
    initial=OPEN,
    final={DONE, DROPPED},
)

SUGGESTION = Workflow(
    {("offered", "take"): "taken", ("offered", "put_away"): "put_away"},
    initial="offered",
    final={"taken", "put_away"},
)

# The days of the reminders, relative to the due day. The last one goes to the managers, too.
REMINDER_DAYS = (-7, 0, 1)


@dataclass(frozen=True)
class Cost:
    """What an action may cost and has cost."""

    state: str
    budget: Decimal
    spent: Decimal


@dataclass(frozen=True)
class Money:
    """The budget of a plan: spent, bound by open actions, and left. They always add up to the budget; left is negative
    when more was spent and bound."""

    budget: Decimal
    spent: Decimal
    bound: Decimal
    left: Decimal


def money_of(budget: Decimal, costs: Iterable[Cost]) -> Money:
    """What became of the budget. An open action binds what its own budget exceeds what it has cost so far."""
    rows = list(costs)
    spent = sum((row.spent for row in rows), ZERO)
    bound = sum((max(row.budget - row.spent, ZERO) for row in rows if row.state == OPEN), ZERO)
    return Money(budget, spent, bound, budget - spent - bound)


def shares(money: Money) -> tuple[Decimal, Decimal, Decimal]:
    """Spent, bound and left in percent of the bar, which is as long as the larger of budget and use."""
    whole = max(money.budget, money.spent + money.bound)
    if whole <= 0:
        return ZERO, ZERO, ZERO
    spent, bound = (part * 100 / whole for part in (money.spent, money.bound))
    return spent, bound, 100 - spent - bound


def check_room(money: Money) -> None:
    """Refuse actions that bind more than the plan has."""
    if money.left < 0:
        raise InvalidInput(
            gettext_noop("The budget of the plan is exceeded by %(amount)s. A manager can raise it."),
            code="over_budget",
            field="budget",
            params={"amount": f"{-money.left:,.2f}"},
        )


def check_period(starts_on: date, ends_on: date) -> None:
    if ends_on <= starts_on:
        raise InvalidInput(gettext_noop("The plan must end after it starts."), code="ends_before", field="ends_on")
    if (ends_on - starts_on).days > LONGEST:
        raise InvalidInput(gettext_noop("A plan lasts five years at most."), code="too_long", field="ends_on")


def is_met(start: Decimal, now: Decimal, target: Decimal) -> bool:
    """Whether a goal is reached. A target below the start is reached from above."""
    return now <= target if target < start else now >= target


@dataclass(frozen=True)
class Rail:
    """Where start, present and target stand on a rail from 0 to 100."""

    start: Decimal
    now: Decimal
    target: Decimal


EDGE = Decimal("8")


def rail(start: Decimal, now: Decimal, target: Decimal) -> Rail:
    """Start, present value and target on one scale. With equal values all stand in the middle."""
    low, high = min(start, now, target), max(start, now, target)
    if low == high:
        return Rail(Decimal(50), Decimal(50), Decimal(50))

    def at(value: Decimal) -> Decimal:
        return (EDGE + (value - low) * (100 - 2 * EDGE) / (high - low)).quantize(TENTH)

    return Rail(at(start), at(now), at(target))


def check_goal(start: Decimal, target: Decimal) -> None:
    if start == target:
        raise InvalidInput(
            gettext_noop("The target must differ from today’s value, or nothing could be reached."),
            code="same_value",
            field="target",
        )


def remind_level(due: date, today: date) -> int:
    """How many of the reminders should have been sent by `today`: 0 to 3."""
    return sum(today >= due + timedelta(days=days) for days in REMINDER_DAYS)


def next_reminder(due: date, level: int) -> date | None:
    """The day of the reminder after `level`; None if all were sent."""
    return due + timedelta(days=REMINDER_DAYS[level]) if level < len(REMINDER_DAYS) else None


def due_state(state: str, due_on: date, today: date) -> str:
    """The dot of an action: done, paused (dropped), late, due (today) or ok."""
    if state != OPEN:
        return "done" if state == DONE else "paused"
    return "late" if due_on < today else "due" if due_on == today else "ok"
