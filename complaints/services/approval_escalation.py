"""A step that nobody may decide, because all who could are authors, left or decided before: it goes up, with the
reason; where nobody stands above, the administrators hear of it (T6: nobody approves their own)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.urls import reverse

from aftersales.notifications.services.notifications import notify
from aftersales.staff.enums import Role
from aftersales.staff.models import Actor
from aftersales.staff.queries import holders_of, people_with_role
from aftersales.store.dates import company_date
from aftersales.store.writing import lock, save_with_history

from .. import permissions
from ..enums import ApprovalState, StepState
from ..models import Approval, ApprovalStep, Ticket
from ..permissions.approvals import can_be_decided, stuck, who_decides
from ..rules import authority
from .common import event, locked_ticket, save


def offer(approval: Approval, ticket: Ticket, *, actor: Actor, now: datetime) -> bool:
    """Tell those whose turn it is; pass the step upward where nobody may take it. Both rows are locked by the caller.

    Answers whether something was passed up or reported just now.
    """
    step = approval.steps.get(state=StepState.ACTIVE)
    people, own = who_decides(company_date(now)), permissions.authors(approval.proposal)
    if can_be_decided(approval, step.code, people, own):
        _tell_deciders(approval, step, ticket, own, now)
        return False
    later = list(approval.steps.filter(position__gt=step.position).order_by("position"))
    above = authority.approval_escalation(step.code, [row.code for row in later])
    if above is None or not can_be_decided(approval, above, people, own):
        return _tell_administrators(approval, step, ticket, now)
    step.state = StepState.RAISED
    save_with_history(step, actor=actor, reason="passed upward")
    following = next((row for row in later if row.code == above), None)
    following = following or ApprovalStep(approval=approval, position=step.position + 1, code=above)
    following.state = StepState.ACTIVE
    save_with_history(following, actor=actor, reason="next step")
    approval.version += 1
    save_with_history(approval, actor=actor, reason="passed upward")
    event(ticket, "approval_escalated", actor=None, now=now, step=step.code, to=following.code)
    save(ticket, actor=actor, now=now, reason="passed upward")
    _tell_deciders(approval, following, ticket, own, now)
    return True


def _tell_deciders(approval: Approval, step: ApprovalStep, ticket: Ticket, own: set[int], now: datetime) -> None:
    """Only those whose turn it is hear of it, and those who stand in for them today."""
    people = holders_of(authority.STEP_ROLES[step.code], company_date(now))
    notify(
        users=[p for p in people if p.pk not in own],
        template="approval_waiting",
        params={"number": ticket.number, "subject": ticket.subject, "amount": f"{approval.amount:,.2f}"},
        url=approval.get_absolute_url(),
        key=f"approval:{approval.pk}:{step.position}",
        now=now,
    )


def _tell_administrators(approval: Approval, step: ApprovalStep, ticket: Ticket, now: datetime) -> bool:
    """Once for each step: the thread says it, and so do notices to who can help and who waits."""
    told = ticket.entries.filter(event="nobody_decides", at__gte=approval.submitted_at, params__step=step.code)
    if told.exists():
        return False
    event(ticket, "nobody_decides", actor=None, now=now, step=step.code)
    about = {"number": ticket.number, "step": step.code}
    key = f"approval_stuck:{approval.pk}:{step.position}"
    notify(
        users=people_with_role(Role.ADMIN),
        template="approval_stuck",
        params=about,
        url=reverse("stand_ins"),
        key=key,
        now=now,
    )
    notify(
        users={approval.submitted_by, ticket.owner},
        template="approval_stuck",
        params=about,
        url=approval.get_absolute_url(),
        key=key,
        now=now,
    )
    return True


def sweep(*, now: datetime) -> int:
    """Look after all that wait: people leave, change roles and come back. How many were passed up or reported."""
    return sum(_look(row.pk, row.proposal.ticket_id, now) for row in stuck(company_date(now)))


@transaction.atomic
def _look(approval_id: int, ticket_id: int, now: datetime) -> int:
    ticket = locked_ticket(ticket_id)
    approval = lock(Approval.objects.select_related("proposal"), pk=approval_id)
    return int(approval.state == ApprovalState.PENDING and offer(approval, ticket, actor=None, now=now))
