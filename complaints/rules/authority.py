"""Approval rules (权限范围): who approves which remedy up to which amount.

Source: file 001 clause 3.4(7); requirement T6. The source names the general manager and the management
meeting (总经理办公会), but no amounts: the amounts of DEFAULT_MATRIX are our own, and a company may change them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import InvalidInput, RuleViolation

from . import duties
from .stake import CASE_DAYS

MANAGER_REVIEW, MANAGER_APPROVE = "manager_review", "manager_approve"
GM_APPROVE, OFFICE_MEETING = "gm_approve", "office_meeting"

# The general manager chairs the management meeting and records its decision.
STEP_ROLES = {
    MANAGER_REVIEW: "manager",
    MANAGER_APPROVE: "manager",
    GM_APPROVE: "gm",
    OFFICE_MEETING: "gm",
}

LEVELS = (MANAGER_REVIEW, MANAGER_APPROVE, GM_APPROVE, OFFICE_MEETING)

# The combinations of steps that a rule may require. No role decides twice, and a review is never the last step.
WAYS = (
    (MANAGER_APPROVE,),
    (GM_APPROVE,),
    (OFFICE_MEETING,),
    (MANAGER_REVIEW, GM_APPROVE),
    (MANAGER_REVIEW, OFFICE_MEETING),
)


@dataclass(frozen=True)
class RuleRow:
    """An approval rule. An empty remedy, tier or kind means any.

    It covers amounts over `above` (exclusive) up to `up_to` (inclusive), in the company's currency.
    The lowest `priority` applies first, then the most specific row, then the narrowest range of amounts.
    """

    id: int | str
    steps: tuple[str, ...]
    remedy: str | None = None
    tier: str | None = None
    kind: str | None = None
    above: Decimal | None = None
    up_to: Decimal | None = None
    active: bool = True
    priority: int = 100
    case_days: int = CASE_DAYS

    def names(self, *, remedy: str, tier: str, kind: str) -> bool:
        """Whether the row is in use for such a proposal, for some amount."""
        return (
            self.active
            and (not self.remedy or self.remedy == remedy)
            and (not self.tier or self.tier == tier)
            and (not self.kind or self.kind == kind)
        )

    def covers(self, *, remedy: str, amount: Decimal, tier: str, kind: str) -> bool:
        return (
            self.names(remedy=remedy, tier=tier, kind=kind)
            and (self.above is None or amount > self.above)
            and (self.up_to is None or amount <= self.up_to)
        )

    @property
    def rank(self) -> tuple[int, int, Decimal, str]:
        named = sum(bool(part) for part in (self.remedy, self.tier, self.kind))
        width = Decimal("Infinity") if self.up_to is None else self.up_to - (self.above or 0)
        return self.priority, -named, width, str(self.id)


DEFAULT_MATRIX = (
    RuleRow("manager_alone", (MANAGER_APPROVE,), up_to=Decimal(1000), active=False),
    RuleRow("general_manager", (MANAGER_REVIEW, GM_APPROVE), up_to=Decimal(20000)),
    RuleRow("office_meeting", (MANAGER_REVIEW, OFFICE_MEETING), above=Decimal(20000)),
    RuleRow(
        "important_customer_return",
        (MANAGER_REVIEW, OFFICE_MEETING),
        remedy="refund",
        tier="important",
        above=Decimal(5000),
    ),
)


def case_days(rows: Iterable[RuleRow], *, remedy: str, tier: str, kind: str) -> int:
    """For how many days proposals count as one case: the longest period of the rows for such a proposal."""
    return max((row.case_days for row in rows if row.names(remedy=remedy, tier=tier, kind=kind)), default=CASE_DAYS)


def route(rows: Iterable[RuleRow], *, remedy: str, amount: Decimal, tier: str, kind: str) -> RuleRow:
    """The rule that applies. Raises RuleViolation if there is none, so that no proposal is approved without a rule."""
    if not amount.is_finite() or amount < 0:
        raise InvalidInput(_("The amount can’t be negative."), code="amount_negative", field="amount")
    covering = [row for row in rows if row.covers(remedy=remedy, amount=amount, tier=tier, kind=kind)]
    if not covering:
        raise RuleViolation(
            _("No approval rule covers this proposal. An administrator must add one."),
            code="no_authority_row",
            params={"remedy": remedy, "amount": amount, "tier": tier, "kind": kind},
        )
    return min(covering, key=lambda row: row.rank)


def route_case(
    rows: Iterable[RuleRow], *, own: tuple[str, str], others: Iterable[tuple[str, str]], amount: Decimal, tier: str
) -> RuleRow:
    """The rule for the sum of a case. own, others: (remedy, type) of the proposal and of the other ones of its case.

    The highest rule among them applies, so that a case with several remedies is not routed lower than its parts.
    """
    rows = list(rows)
    found = [route(rows, remedy=own[0], kind=own[1], amount=amount, tier=tier)]
    for remedy, kind in sorted(set(others) - {own}):
        covering = [row for row in rows if row.covers(remedy=remedy, amount=amount, tier=tier, kind=kind)]
        found += [min(covering, key=lambda row: row.rank)] if covering else []
    return max(found, key=lambda row: level(row.steps))


def level(steps: Iterable[str]) -> int:
    """How high the highest of these steps is. A way with a higher level has more authority."""
    return max((LEVELS.index(step) for step in steps), default=-1)


@dataclass(frozen=True)
class StandIn:
    """The absent user that the decider represents today (代理), and the role of the absent user."""

    user_id: int
    role: str


def deciding_obstacle(
    *,
    step_role: str,
    decider_role: str,
    proposer_id: int,
    enterer_id: int | None,
    decider_id: int,
    stood_in_for: StandIn | None = None,
    earlier_decider_ids: Collection[int] = (),
    author_ids: Collection[int] = (),
    may_decide_own: bool = False,
) -> str | None:
    """The reason why a user may not decide this step, as a code of OBSTACLE_LABELS, or None.

    Users may not decide proposals that they proposed or entered in any version (`author_ids`). A stand-in may not
    decide proposals of the absent user. A user may not decide two steps of one approval.
    may_decide_own: the approval rule does not keep proposers and approvers apart.
    """
    own = set() if may_decide_own else {proposer_id, enterer_id, *author_ids}
    if decider_id in own:
        return "own_proposal"
    if decider_role != step_role:
        if stood_in_for is None or stood_in_for.role != step_role:
            return "not_this_role"
        if stood_in_for.user_id in own:
            return "stands_in_for_proposer"
    if decider_id in earlier_decider_ids:
        return "decided_earlier_step"
    return None


@dataclass(frozen=True)
class Decider:
    """A user, and the absent users that the user represents as a stand-in today."""

    user_id: int
    role: str
    stands_in_for: tuple[StandIn, ...] = ()


def may_anybody_decide(
    people: Iterable[Decider],
    *,
    step_role: str,
    proposer_id: int,
    enterer_id: int | None,
    earlier_decider_ids: Collection[int] = (),
    author_ids: Collection[int] = (),
    may_decide_own: bool = False,
) -> bool:
    """Whether any user may decide the step, in their own role or as a stand-in."""
    return any(
        deciding_obstacle(
            step_role=step_role,
            decider_role=one.role,
            proposer_id=proposer_id,
            enterer_id=enterer_id,
            decider_id=one.user_id,
            stood_in_for=absent,
            earlier_decider_ids=earlier_decider_ids,
            author_ids=author_ids,
            may_decide_own=may_decide_own,
        )
        is None
        for one in people
        for absent in ((None,) if one.role == step_role else (None, *one.stands_in_for))
    )


def approval_escalation(code: str, later: Iterable[str]) -> str | None:
    """The step to which a step is escalated that no user may decide.

    It is the general manager's step that follows anyway, or else an additional one. None if this step is already
    the general manager's.
    """
    if STEP_ROLES[code] == "gm":
        return None
    return next((step for step in later if STEP_ROLES[step] == "gm"), GM_APPROVE)


OBSTACLE_LABELS = {
    "own_proposal": duties.MESSAGES["proposer_approver"],
    "not_this_role": _("This step is decided by someone else."),
    "stands_in_for_proposer": _("A stand-in can’t decide on proposals of the person they stand in for."),
    "decided_earlier_step": _("The approver of an earlier step can’t decide this one."),
}
