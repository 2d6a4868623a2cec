"""Approves several small cases for one reason. Each case runs `decide` in its own transaction."""

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
from .bulk import BulkOutcome

MAX_APPROVALS = 50


@dataclass(frozen=True)
class ApprovalOutcome(BulkOutcome):
    """The result for one approval."""

    approval_id: int = 0


def approve_many(
    *, chosen: Sequence[tuple[int, int]], reason: str, actor: User, now: datetime
) -> list[ApprovalOutcome]:
    """Approve the chosen approvals, given as (id, version as read). Returns one outcome for each, in the same order.

    An approval that somebody else decided or changed in the meantime is refused; the others go on.
    """
    asked = dict(chosen)
    if not asked:
        raise InvalidInput(_("Select approvals first."), code="empty", field="approvals")
    if len(asked) > MAX_APPROVALS:
        raise InvalidInput(_("Up to 50 approvals at once."), code="too_many", field="approvals")
    if not reason.strip():
        raise InvalidInput(_("Enter a comment."), code="reason_missing", field="reason")
    found = {row.pk: row for row in visible_approvals(actor).filter(pk__in=asked)}
    return [_approve_one(pk, version, found.get(pk), reason, actor, now) for pk, version in asked.items()]


def _approve_one(
    pk: int, version: int, approval: Approval | None, reason: str, actor: User, now: datetime
) -> ApprovalOutcome:
    if approval is None:
        return ApprovalOutcome(f"#{pk}", None, NotVisible(_("Approval not found."), code="not_found"), pk)
    ticket = approval.proposal.ticket
    try:
        _check_small(approval, version)
        decide(approval_id=pk, actor=actor, now=now, verdict=APPROVE, reason=reason, version=version)
    except DomainError as error:
        return ApprovalOutcome(ticket.number, ticket, error, pk)
    return ApprovalOutcome(ticket.number, ticket, None, pk)


def _check_small(approval: Approval, version: int) -> None:
    """Refuse a case that is not small or that needs a management meeting.

    The version makes sure that step and amount are still the same when the case is decided.
    """
    step = active_step(approval)
    if step is None:
        return  # already decided: `decide` refuses it with the reason
    same_version(approval, version)
    if obstacle := small_case_obstacle(approval, step):
        raise RuleViolation(small_cases.OBSTACLE_LABELS[obstacle], code=obstacle)
