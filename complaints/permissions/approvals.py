"""Permissions for approvals: who may decide a step, for which absent user, or why not.

Pages, API and services all use these functions.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from aftersales.staff.models import User
from aftersales.staff.queries import absences_on, stands_in_for

from ..enums import ApprovalState, StepState
from ..models import Approval, ApprovalStep
from ..rules import authority
from . import authors_of


@dataclass(frozen=True)
class Decider:
    """Whether and how a user decides a step. absent: the absent user that a stand-in represents.

    obstacle: why the user may not decide, as a code of authority.OBSTACLE_LABELS, or None.
    """

    absent: User | None = None
    obstacle: str | None = None


class Deciders:
    """Checks many approvals for one user. The absent users that the user represents are read once."""

    def __init__(self, user: User, today: date) -> None:
        self.user, self.today = user, today
        self._absent: list[User] | None = None
        self._written: dict[int, set[int]] = {}

    def decider(self, approval: Approval, step: ApprovalStep) -> Decider:
        role = authority.STEP_ROLES[step.code]
        if self.user.role == role:
            return Decider(obstacle=self._obstacle(approval, role, None))
        tried = [Decider(person, self._obstacle(approval, role, person)) for person in self.absent(role)]
        # If several users are absent, choose one that the stand-in may represent for this approval.
        free = next((each for each in tried if each.obstacle is None), None)
        return free or next(iter(tried), None) or Decider(obstacle=self._obstacle(approval, role, None))

    def absent(self, role: str) -> list[User]:
        if self._absent is None:
            self._absent = [row.absent for row in stands_in_for(self.user, self.today)]
        return [person for person in self._absent if person.role == role]

    def _obstacle(self, approval: Approval, role: str, absent: User | None) -> str | None:
        return authority.deciding_obstacle(
            step_role=role,
            decider_role=self.user.role,
            proposer_id=approval.proposal.proposed_by_id,
            enterer_id=approval.submitted_by_id,
            decider_id=self.user.pk,
            stood_in_for=authority.StandIn(absent.pk, absent.role) if absent else None,
            earlier_decider_ids={step.decided_by_id for step in approval.steps.all() if step.decided_by_id},
            author_ids=self._authors(approval),
            may_decide_own=may_decide_own(approval),
        )

    def _authors(self, approval: Approval) -> set[int]:
        """The ids of the authors of the proposal, read once."""
        if approval.proposal_id not in self._written:
            self.read([approval])
        return self._written[approval.proposal_id]

    def read(self, approvals: Iterable[Approval]) -> None:
        """Read the authors of many approvals in one query, before they are checked."""
        self._written |= authors_of([row.proposal for row in approvals])


def may_decide_own(approval: Approval) -> bool:
    """Whether the approval rule lets proposers decide on what they proposed."""
    return "proposer_approver" not in approval.rule.separate_duties


DECIDING_ROLES = frozenset(authority.STEP_ROLES.values())


def who_decides(today: date) -> list[authority.Decider]:
    """All users who may decide steps, in their own role or as today's stand-in."""
    absent: dict[int, list[authority.StandIn]] = defaultdict(list)
    rows = absences_on(today).filter(absent__is_active=True, absent__role__in=DECIDING_ROLES)
    for deputy, person, role in rows.values_list("deputy_id", "absent_id", "absent__role"):
        absent[deputy].append(authority.StandIn(person, role))
    people = User.objects.filter(Q(role__in=DECIDING_ROLES) | Q(pk__in=absent), is_active=True)
    return [authority.Decider(pk, role, tuple(absent[pk])) for pk, role in people.values_list("pk", "role")]


def can_be_decided(approval: Approval, code: str, people: Iterable[authority.Decider], own: Collection[int]) -> bool:
    """Whether any user may decide a step with this code. own: the ids of the authors of the proposal."""
    return authority.may_anybody_decide(
        people,
        step_role=authority.STEP_ROLES[code],
        proposer_id=approval.proposal.proposed_by_id,
        enterer_id=approval.submitted_by_id,
        author_ids=own,
        earlier_decider_ids={step.decided_by_id for step in approval.steps.all() if step.decided_by_id},
        may_decide_own=may_decide_own(approval),
    )


def stuck(today: date, *, without: int | None = None) -> list[Approval]:
    """The approvals that no user may decide today. without: the id of a user who is left out of the check."""
    rows = Approval.objects.filter(state=ApprovalState.PENDING).select_related("proposal__ticket", "rule")
    rows = rows.prefetch_related("steps").order_by("submitted_at", "pk")
    people, found = [one for one in who_decides(today) if one.user_id != without], list(rows)
    if without is not None:
        people = [
            authority.Decider(one.user_id, one.role, tuple(s for s in one.stands_in_for if s.user_id != without))
            for one in people
        ]
    own = authors_of([row.proposal for row in found])
    return [
        row
        for row in found
        for step in row.steps.all()
        if step.state == StepState.ACTIVE and not can_be_decided(row, step.code, people, own[row.proposal_id])
    ]
