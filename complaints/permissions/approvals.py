"""Who may decide a step of an approval, in whose name, or why not: pages, API and services ask here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from aftersales.staff.models import User
from aftersales.staff.queries import stands_in_for

from ..models import Approval, ApprovalStep
from ..rules import authority
from . import authors_of


@dataclass(frozen=True)
class Standing:
    """absent: for whom a stand-in decides; obstacle: a code of authority.OBSTACLE_LABELS, None where nothing is in the
    way."""

    absent: User | None = None
    obstacle: str | None = None


class Deciders:
    """One person's standing towards many approvals: their stand-ins are read once."""

    def __init__(self, user: User, today: date) -> None:
        self.user, self.today = user, today
        self._absent: list[User] | None = None
        self._written: dict[int, set[int]] = {}

    def standing(self, approval: Approval, step: ApprovalStep) -> Standing:
        role = authority.STEP_ROLES[step.code]
        if self.user.role == role:
            return Standing(obstacle=self._obstacle(approval, role, None))
        tried = [Standing(person, self._obstacle(approval, role, person)) for person in self.absent(role)]
        # Of several who are away, one who did not propose it themselves.
        free = next((each for each in tried if each.obstacle is None), None)
        return free or next(iter(tried), None) or Standing(obstacle=self._obstacle(approval, role, None))

    def absent(self, role: str) -> list[User]:
        if self._absent is None:
            self._absent = [row.absent for row in stands_in_for(self.user, self.today)]
        return [person for person in self._absent if person.role == role]

    def _obstacle(self, approval: Approval, role: str, absent: User | None) -> str | None:
        return authority.deciding_obstacle(
            step_role=role, decider_role=self.user.role, proposer_id=approval.proposal.proposed_by_id,
            enterer_id=approval.submitted_by_id, decider_id=self.user.pk,
            stood_in_for=authority.StandIn(absent.pk, absent.role) if absent else None,
            earlier_decider_ids={step.decided_by_id for step in approval.steps.all() if step.decided_by_id},
            author_ids=self._authors(approval),
        )  # fmt: skip

    def _authors(self, approval: Approval) -> set[int]:
        """Read once, for all of whom one stands in for."""
        if approval.proposal_id not in self._written:
            self.read([approval])
        return self._written[approval.proposal_id]

    def read(self, approvals: Iterable[Approval]) -> None:
        """Read at once what is asked about many."""
        self._written |= authors_of([row.proposal for row in approvals])
