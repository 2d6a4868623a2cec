"""Several small cases approved for one reason: each by the service of the single one, in its own transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import DomainError, InvalidInput, NotVisible, RuleViolation
from aftersales.staff.models import User
from aftersales.store.writing import same_version

from ..models import Approval
from ..queries.approvals import active_step, small_case_obstacle, visible_approvals
from ..rules import small_cases
from .approvals import APPROVE, decide
from .bulk import Outcome

MAX_APPROVALS = 50


@dataclass(frozen=True)
class Decided(Outcome):
    """What happened to one of them."""

    approval_id: int = 0


def approve_many(*, chosen: Sequence[tuple[int, int]], reason: str, actor: User, now: datetime) -> list[Decided]:
    """Approve each of the chosen (id, version as it was read); returns for each, in the order given, what happened.

    One that somebody else decided or changed first holds up none of the others.
    """
    asked = dict(chosen)
    if not asked:
        raise InvalidInput(_("Select approvals first."), code="empty", field="approvals")
    if len(asked) > MAX_APPROVALS:
        raise InvalidInput(_("Up to 50 approvals at once."), code="too_many", field="approvals")
    if not reason.strip():
        raise InvalidInput(_("Enter a comment."), code="reason_missing", field="reason")
    found = {row.pk: row for row in visible_approvals(actor).filter(pk__in=asked)}
    return [_one(pk, version, found.get(pk), reason, actor, now) for pk, version in asked.items()]


def _one(pk: int, version: int, approval: Approval | None, reason: str, actor: User, now: datetime) -> Decided:
    if approval is None:
        return Decided(f"#{pk}", None, NotVisible(_("Approval not found."), code="not_found"), pk)
    ticket = approval.proposal.ticket
    try:
        _fit(approval, version)
        decide(approval_id=pk, actor=actor, now=now, verdict=APPROVE, reason=reason, version=version)
    except DomainError as error:
        return Decided(ticket.number, ticket, error, pk)
    return Decided(ticket.number, ticket, None, pk)


def _fit(approval: Approval, version: int) -> None:
    """Small, and no matter of the office meeting. The same version has the same step and amount when it is decided."""
    step = active_step(approval)
    if step is None:
        return  # decided meanwhile: the decision itself says so
    same_version(approval, version)
    if obstacle := small_case_obstacle(approval, step):
        raise RuleViolation(small_cases.OBSTACLE_LABELS[obstacle], code=obstacle)
