"""Starts approvals again when what they rest on has changed: purchases, products, the customer (T6)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from aftersales.kernel.errors import DomainError
from aftersales.notifications.services.notifications import notify
from aftersales.staff.models import Actor
from aftersales.store.writing import lock, save_with_history

from ..enums import ApprovalState, Changed, FulfilmentState
from ..models import Approval, Fulfilment, Ticket
from ..queries.proposals import approved_content, missing
from ..queries.stake import LIVE, Route, basis_of, route_of
from ..rules import authority
from . import approval_escalation, approval_start, approvals, fulfilment
from .common import event, locked_ticket, move, save


def check_again(*, tickets: Iterable[int], what: str, actor: Actor, now: datetime) -> None:
    """Start the approvals of these tickets again where what they rest on has changed or needs a higher approver.

    what: the kind of the change, a value of Changed. If the proposal can't be approved any more, for example because a
    batch is missing now, the approval ends and the proposal is a draft again. What was approved is approved again,
    unless goods or money have moved already.
    """
    for ticket_id in sorted(set(tickets)):
        ticket = locked_ticket(ticket_id)
        live = Approval.objects.filter(proposal__ticket=ticket, state__in=LIVE).select_related("proposal", "rule")
        for pk in live.values_list("pk", flat=True):
            approval = lock(live, pk=pk)
            if approval.state == ApprovalState.PENDING:
                _check_pending(approval, ticket, what, actor=actor, now=now)
            elif _differs(approval, ticket):
                _check_approved(approval, ticket, what, actor=actor, now=now)


def _check_pending(approval: Approval, ticket: Ticket, what: str, *, actor: Actor, now: datetime) -> None:
    route = _route(approval, ticket, now)
    if route is None:
        approvals.give_back(approval, ticket, why=str(Changed(what).label), actor=actor, now=now)
        return
    if _differs(approval, ticket) or authority.level(route.rule.steps) > authority.level(approval.rule.steps):
        approvals.end_round(approval, actor=actor, now=now, reason=f"restarted: {Changed(what).label}")
        _begin(approval, ticket, route, what, actor=actor, now=now)


def _check_approved(approval: Approval, ticket: Ticket, what: str, *, actor: Actor, now: datetime) -> None:
    proposal = approval.proposal
    running = Fulfilment.objects.filter(proposal=proposal, state__in=RUNNING).first()
    if what == "customer" or running is None or fulfilment.has_begun(running):
        # The approval stays: it covers the content as it is now.
        approval.content_hash, approval.basis_hash = approved_content(proposal, ticket), basis_of(proposal, ticket)
        approval.version += 1
        save_with_history(approval, actor=actor, reason=f"approval kept: {Changed(what).label}")
        return
    approvals.void(proposal, actor=actor, now=now, why=str(Changed(what).label))
    ticket.refresh_from_db()
    if route := _route(approval, ticket, now):
        move(ticket, "submit")
        _begin(approval, ticket, route, what, actor=actor, now=now)


RUNNING = (FulfilmentState.AWAITING_GOODS, FulfilmentState.INSPECTING, FulfilmentState.SETTLING)


def _route(approval: Approval, ticket: Ticket, now: datetime) -> Route | None:
    """The route of the proposal as it is now, or None if it can't be approved."""
    approval_start.lock_cases()
    if missing(ticket, approval.proposal):
        return None
    try:
        return route_of(approval.proposal, ticket, now)
    except DomainError:
        return None


def _begin(before: Approval, ticket: Ticket, route: Route, what: str, *, actor: Actor, now: datetime) -> None:
    """Start the new approval, and tell those who submitted, own or have decided the old one."""
    decided = {step.decided_by for step in before.steps.all() if step.decided_by}
    why = str(Changed(what).label)
    event(ticket, "approval_restarted", actor=actor, now=now, reason=why, amount=route.total)
    new = approval_start.open_round(
        before.proposal,
        ticket,
        route,
        submitted_by=before.submitted_by,
        actor=actor,
        now=now,
        restarted_by=what,
    )
    save(ticket, actor=actor, now=now, reason=f"restarted: {why}")
    notify(
        users={before.submitted_by, ticket.owner, *decided},
        template="approval_restarted",
        params={"number": ticket.number, "subject": ticket.subject, "reason": why, "amount": f"{route.total:,.2f}"},
        url=new.get_absolute_url(),
        key=f"approval_restarted:{new.pk}",
        now=now,
    )
    approval_escalation.offer(new, ticket, actor=actor, now=now)


def _differs(approval: Approval, ticket: Ticket) -> bool:
    present = (approved_content(approval.proposal, ticket), basis_of(approval.proposal, ticket))
    return present != (approval.content_hash, approval.basis_hash)
