"""What an action needs when it opens, when it may be judged, and who is told when it is late (Q4).

Source: file 003 clauses 4.1.5 and 4.2.3. The criterion is stated beforehand, so that nobody can choose it
to fit the result.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import InvalidInput, RuleViolation
from complaints.rules.alike import alike

# Kinds that are judged by a criterion after a window.
WATCHED = frozenset({"corrective", "preventive"})
# Kinds that need words by which they will be judged.
JUDGED_BY_WORDS = WATCHED | {"improvement"}
# Kinds that a new problem of the same kind reopens.
REOPENS = WATCHED
LONGEST_WINDOW = 730
LONGEST_CONTAINMENT = 720  # hours
HIGHEST_RATE = Decimal("1000")
LEVELS = 3


@dataclass(frozen=True)
class Terms:
    """The days and hours of a quality rule.

    manager, gm: after how many days of delay the department is told, and the general manager. manager_hours, gm_hours:
    the same for containment. reopens: for how many days after the judgement the same problem reopens an action. redo:
    how many days it then has.
    """

    manager_days: int = 3
    gm_days: int = 7
    manager_hours: int = 4
    gm_hours: int = 24
    reopen_days: int = 180
    redo_days: int = 14

    def delays(self, *, in_hours: bool) -> tuple[timedelta, ...]:
        """When each level is told, counted from the moment from which the work is late."""
        if in_hours:
            return timedelta(0), timedelta(hours=self.manager_hours), timedelta(hours=self.gm_hours)
        return timedelta(0), timedelta(days=self.manager_days), timedelta(days=self.gm_days)


LIMITS = {
    "manager_days": (1, 365),
    "gm_days": (1, 365),
    "manager_hours": (1, 720),
    "gm_hours": (1, 720),
    "reopen_days": (0, 3650),
    "redo_days": (1, 365),
}


def check_terms(values: Mapping[str, Any]) -> None:
    """Refuse a rule in which the general manager hears before the department, or a number out of its limits."""
    for name, (least, most) in LIMITS.items():
        if not least <= values[name] <= most:
            raise InvalidInput(
                _("Between %(least)s and %(most)s."),
                code="out_of_range",
                field=name,
                params={"least": least, "most": most},
            )
    for first, second in (("manager_days", "gm_days"), ("manager_hours", "gm_hours")):
        if values[second] <= values[first]:
            raise InvalidInput(
                _("The general manager is told later than the department."), code="not_in_order", field=second
            )


@dataclass(frozen=True)
class Plan:
    """What an action says about its judgement when it opens."""

    kind: str
    criterion: str
    window_days: int | None
    target_rate: Decimal | None
    has_product: bool


def check_plan(plan: Plan) -> None:
    """Refuse an action without the criterion and the window that its kind needs."""
    if plan.target_rate is not None:
        _check_rate(plan)
    elif plan.kind in JUDGED_BY_WORDS and not plan.criterion.strip():
        raise InvalidInput(_("Enter by what you will judge that it worked."), code="empty", field="criterion")
    if plan.kind in WATCHED and not plan.window_days:
        raise InvalidInput(_("Enter for how many days the result is watched."), code="empty", field="window_days")
    if plan.window_days and not 1 <= plan.window_days <= LONGEST_WINDOW:
        raise InvalidInput(
            _("Between %(least)s and %(most)s."),
            code="out_of_range",
            field="window_days",
            params={"least": 1, "most": LONGEST_WINDOW},
        )


def _check_rate(plan: Plan) -> None:
    assert plan.target_rate is not None
    if not plan.target_rate.is_finite() or not 0 <= plan.target_rate <= HIGHEST_RATE:
        raise InvalidInput(
            _("Between %(least)s and %(most)s."),
            code="out_of_range",
            field="target_rate",
            params={"least": 0, "most": HIGHEST_RATE},
        )
    if not plan.has_product:
        raise InvalidInput(_("Choose the product whose complaints are counted."), code="empty", field="product")
    if not plan.window_days:
        raise InvalidInput(_("Enter for how many days the result is watched."), code="empty", field="window_days")


def judge_on(done_on: date, window_days: int) -> date:
    """The first day on which an action may be judged: the one after its window, or at once if it has none."""
    return done_on + timedelta(days=window_days + 1) if window_days else done_on


def check_judging(today: date, may_on: date) -> None:
    """Refuse a judgement before the window is over."""
    if today < may_on:
        raise RuleViolation(
            _("The result is still being watched. It may be judged from %(day)s."),
            code="too_early",
            params={"day": may_on.isoformat()},
        )


def due_levels(late_from: datetime, told: int, now: datetime, delays: Iterable[timedelta]) -> list[int]:
    """The levels that must be told now, in order."""
    return [level for level, delay in enumerate(delays) if level >= told and late_from + delay <= now]


def next_alert(late_from: datetime, told: int, delays: Iterable[timedelta]) -> datetime | None:
    """When the next level must be told, or None after the last one."""
    return next((late_from + delay for level, delay in enumerate(delays) if level >= told), None)


@dataclass(frozen=True)
class Problem:
    """What an action or a ticket is about. words: how people told of it."""

    product: int | None
    batch: str
    words: str = ""


def same_problem(action: Problem, ticket: Problem) -> str:
    """Why a new ticket tells of the problem that an action was to end: "batch", "problem" or "product"; "" if not.

    The product must be the same, and the batch or what people tell of. An action that names neither is about the
    product as a whole.
    """
    if action.product is None or action.product != ticket.product:
        return ""
    if action.batch and action.batch == ticket.batch:
        return "batch"
    if action.words.strip():
        return "problem" if ticket.words.strip() and alike(action.words, ticket.words) else ""
    return "" if action.batch else "product"
