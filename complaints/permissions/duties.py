"""Segregation of duties: who has done what for a fulfilment, and what they may not do as well (T6, T7)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property

from aftersales.kernel.errors import ensure
from aftersales.staff.models import User

from ..enums import ApprovalState, StepState
from ..models import Approval, Fulfilment, FulfilmentLine
from ..rules import duties
from . import authors


class Duties:
    """Who has done what for a fulfilment. Each is read once, so this is kept no longer than nothing is written."""

    def __init__(self, fulfilment: Fulfilment) -> None:
        self.fulfilment = fulfilment
        self._held: dict[str, set[int | None]] = {}

    @cached_property
    def approval(self) -> Approval | None:
        approved = Approval.objects.filter(proposal=self.fulfilment.proposal_id, state=ApprovalState.APPROVED)
        return approved.select_related("rule").order_by("-pk").first()

    def conflict(self, user: User, duty: str) -> str | None:
        """The pair of duties that forbids this one to the user, or None."""
        return self.conflicts([user], duty).get(user.pk)

    def conflicts(self, users: Iterable[User], duty: str) -> dict[int, str]:
        """The pair of duties that forbids this one, by the id of the user; without those who may do it."""
        if self.approval is None:
            return {}
        pairs = self.approval.rule.separate_duties
        held = {other: self._holders(other, self.approval) for other in duties.others_of(duty, pairs)}
        found = {user.pk: duties.apart(duty, user_id=user.pk, held=held, pairs=pairs) for user in users}
        return {pk: pair for pk, pair in found.items() if pair}

    def _holders(self, duty: str, approval: Approval) -> set[int | None]:
        """The ids of the users who have done it. A stand-in and the absent user have both approved."""
        if duty not in self._held:
            self._held[duty] = HOLDERS[duty](self.fulfilment, approval) - {None}
        return self._held[duty]


def refuse_conflict(user: User, duty: str, fulfilment: Fulfilment) -> None:
    """Raise NotPermitted if the user has done what the approval rule keeps apart from this duty."""
    pair = Duties(fulfilment).conflict(user, duty)
    ensure(pair is None, duties.MESSAGES.get(pair or ""), code=duties.code_of(pair or ""))


def _approvers(fulfilment: Fulfilment, approval: Approval) -> set[int | None]:
    decided = approval.steps.filter(state=StepState.APPROVED).values_list("decided_by", "on_behalf_of")
    return {pk for pair in decided for pk in pair}


def _by(column: str) -> Callable[[Fulfilment, Approval], set[int | None]]:
    def people(fulfilment: Fulfilment, approval: Approval) -> set[int | None]:
        return set(FulfilmentLine.history.filter(fulfilment_id=fulfilment.pk).values_list(column, flat=True))

    return people


HOLDERS: dict[str, Callable[[Fulfilment, Approval], set[int | None]]] = {
    duties.PROPOSER: lambda fulfilment, approval: {*authors(fulfilment.proposal), approval.submitted_by_id},
    duties.APPROVER: _approvers,
    duties.RECEIVER: _by("received_by"),
    duties.INSPECTOR: _by("inspected_by"),
    duties.PAYER: lambda fulfilment, approval: set(fulfilment.refunds.values_list("recorded_by", flat=True)),
}
