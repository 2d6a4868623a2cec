"""Escalation of approval steps that no user may decide, because every possible decider is an author, has left or
decided an earlier step (T6). The step goes to the general manager; if that is impossible, administrators are notified.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.urls import reverse

from aftersales.notifications.services.notifications import notify
from aftersales.staff.enums import Role
from aftersales.staff.models import Actor
from aftersales.staff.queries import holders_of, people_with_role
from aftersales.store.dates import company_date
from aftersales.store.sweeping import each
from aftersales.store.writing import lock, save_with_history

from .. import permissions
from ..enums import ApprovalState, StepState
from ..models import Approval, ApprovalStep, Ticket
from ..permissions.approvals import can_be_decided, may_decide_own, stuck, who_decides
from ..rules import authority
from .common import event, locked_ticket, save


def offer(approval: Approval, ticket: Ticket, *, actor: Actor, now: datetime) -> bool:
    """Notify the users who may decide the active step, or escalate the step if there are none.

    The caller has locked both rows. Returns whether the step was escalated or reported to administrators by this call.
    """
    step = approval.steps.get(state=StepState.ACTIVE)
    people = who_decides(company_date(now))
    own = set() if may_decide_own(approval) else permissions.authors(approval.proposal)
    if can_be_decided(approval, step.code, people, own):
        _notify_deciders(approval, step, ticket, own, now)
        return False
    later = list(approval.steps.filter(position__gt=step.position).order_by("position"))
    above = authority.approval_escalation(step.code, [row.code for row in later])
    if above is None or not can_be_decided(approval, above, people, own):
        return _notify_administrators(approval, step, ticket, now)
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
    _notify_deciders(approval, following, ticket, own, now)
    return True


def _notify_deciders(approval: Approval, step: ApprovalStep, ticket: Ticket, own: set[int], now: datetime) -> None:
    """Notify the users with the role of the step, and their stand-ins of today."""
    people = holders_of(authority.STEP_ROLES[step.code], company_date(now))
    notify(
        users=[p for p in people if p.pk not in own],
        template="approval_waiting",
        params={"number": ticket.number, "subject": ticket.subject, "amount": f"{approval.value:,.2f}"},
        url=approval.get_absolute_url(),
        key=f"approval:{approval.pk}:{step.position}",
        now=now,
    )


def _notify_administrators(approval: Approval, step: ApprovalStep, ticket: Ticket, now: datetime) -> bool:
    """Add an event and notify administrators, submitter and owner, once for each step."""
    events = ticket.entries.filter(event="nobody_decides", at__gte=approval.submitted_at, params__step=step.code)
    if events.exists():
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
    """Check all pending approvals again, because users leave, change roles and come back.

    Returns how many were escalated or reported.
    """
    rows = [(row.pk, row.proposal.ticket_id) for row in stuck(company_date(now))]
    return each(rows, lambda row: _check_again(row[0], row[1], now))


@transaction.atomic
def _check_again(approval_id: int, ticket_id: int, now: datetime) -> int:
    ticket = locked_ticket(ticket_id)
    approval = lock(Approval.objects.select_related("proposal", "rule"), pk=approval_id)
    return int(approval.state == ApprovalState.PENDING and offer(approval, ticket, actor=None, now=now))
