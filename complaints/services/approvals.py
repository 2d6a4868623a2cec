"""Decides, recalls and voids approvals (T6)."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import Conflict, InvalidInput, RuleViolation, ensure
from aftersales.notifications.services.notifications import notify
from aftersales.staff.models import Actor, User
from aftersales.store.dates import company_date
from aftersales.store.writing import lock, same_version, save_with_history

from .. import permissions
from ..enums import ApprovalState, FulfilmentState, ProposalState, Remedy, StepState
from ..models import Approval, ApprovalStep, Fulfilment, Proposal, Ticket
from ..permissions.approvals import Deciders
from ..queries.proposals import approved_content
from ..rules import authority
from ..rules.stake import may_be_cut
from ..rules.workflow import APPROVAL
from . import approval_escalation, fulfilment
from .common import event, locked_ticket, move, save

APPROVE, APPROVE_LESS, SEND_BACK, REJECT = "approve", "approve_less", "send_back", "reject"
VERDICTS = (APPROVE, APPROVE_LESS, SEND_BACK, REJECT)


@transaction.atomic
def decide(
    *,
    approval_id: int,
    actor: User,
    now: datetime,
    verdict: str,
    reason: str,
    amount: Decimal | None = None,
    step_id: int | None = None,
    minutes: str = "",
    attendees: str = "",
    version: int | None = None,
) -> Approval:
    """Record one decision on the active step.

    step_id: the step that the decider saw. Raises Conflict if another step is active by now.
    version: the version of the approval that the decider saw, if step_id is not given.
    The verdict approve_less lowers the amount for the steps that follow.
    """
    approval, ticket = _locked(approval_id)
    step = _active_step(approval, step_id)
    same_version(approval, version)
    behalf = _deciding_for(approval, step, actor, now)
    _check_decision(approval, ticket, verdict, reason, amount)
    if step.code == authority.OFFICE_MEETING:
        _check_meeting(minutes, attendees)
    step.decided_by, step.on_behalf_of, step.decided_at = actor, behalf, now
    step.reason, step.minutes, step.attendees = reason.strip(), minutes.strip(), attendees.strip()[:300]
    step.amount = amount if verdict == APPROVE_LESS else (approval.approved_amount or approval.amount)
    step.state = {SEND_BACK: StepState.SENT_BACK, REJECT: StepState.REJECTED}.get(verdict, StepState.APPROVED)
    save_with_history(step, actor=actor, reason=reason)
    if verdict in (APPROVE, APPROVE_LESS):
        _approved(approval, step, ticket, actor=actor, now=now, reason=reason)
    else:
        _refused(approval, ticket, verdict, actor=actor, now=now, reason=reason)
    return approval


def _locked(approval_id: int) -> tuple[Approval, Ticket]:
    """The approval and its ticket, locked. The ticket is locked first, as in every service."""
    ticket_id = Approval.objects.filter(pk=approval_id).values_list("proposal__ticket_id", flat=True).first()
    ticket = locked_ticket(ticket_id or 0)
    return lock(Approval.objects.select_related("proposal", "rule"), pk=approval_id), ticket


def _active_step(approval: Approval, step_id: int | None) -> ApprovalStep:
    step = approval.steps.filter(state=StepState.ACTIVE).first()
    if approval.state != ApprovalState.PENDING or step is None or (step_id is not None and step.pk != step_id):
        raise Conflict(
            _("Someone else has already decided this step. See the approval history."),
            code="already_decided",
        )
    return step


def _deciding_for(approval: Approval, step: ApprovalStep, actor: User, now: datetime) -> User | None:
    """The absent user that the actor represents as a stand-in, or None if the actor decides in their own role.

    Raises NotPermitted.
    """
    decider = Deciders(actor, company_date(now)).decider(approval, step)
    obstacle = decider.obstacle or ""
    ensure(not obstacle, authority.OBSTACLE_LABELS.get(obstacle), code=obstacle)
    return decider.absent


def _check_decision(approval: Approval, ticket: Ticket, verdict: str, reason: str, amount: Decimal | None) -> None:
    if verdict not in VERDICTS:
        raise InvalidInput(_("Choose a decision."), code="unknown", field="verdict")
    if not reason.strip():
        raise InvalidInput(_("Enter a comment."), code="reason_missing", field="reason")
    if approval.content_hash != approved_content(approval.proposal, ticket):
        raise Conflict(_("The proposal changed after it was submitted. Submit it again."), code="changed")
    if verdict == APPROVE_LESS and not may_be_cut(approval.proposal.remedy):
        raise RuleViolation(
            _("Only money can be approved in part. Return the proposal for changes to send fewer goods."),
            code="no_partial",
            field="verdict",
        )
    so_far = approval.approved_amount or approval.amount
    if verdict == APPROVE_LESS and (amount is None or not Decimal(amount).is_finite() or not 0 < amount < so_far):
        raise InvalidInput(
            _("The partial amount must be above 0 and below %(amount)s."),
            code="not_less",
            field="amount",
            params={"amount": so_far},
        )


def _check_meeting(minutes: str, attendees: str) -> None:
    """Every decision of the management meeting has minutes and attendees, also one against the proposal."""
    if not minutes.strip():
        raise InvalidInput(_("Enter the minutes of the management meeting."), code="minutes_missing", field="minutes")
    if not attendees.strip():
        raise InvalidInput(_("Enter who attended the meeting."), code="attendees_missing", field="attendees")


def _approved(
    approval: Approval, step: ApprovalStep, ticket: Ticket, *, actor: User, now: datetime, reason: str
) -> None:
    approval.approved_amount = step.amount
    following = approval.steps.filter(position__gt=step.position).order_by("position").first()
    event(
        ticket,
        "step_approved",
        actor=actor,
        now=now,
        step=step.code,
        amount=step.amount,
        reason=reason.strip(),
        behalf=step.on_behalf_of or "",
    )
    if following is not None:
        following.state = StepState.ACTIVE
        save_with_history(following, actor=actor, reason="next step")
        approval.state = APPROVAL.next(approval.state, "advance")
        _close_round(approval, actor=actor, now=None, reason="step approved")
        save(ticket, actor=actor, now=now, reason="step approved")
        approval_escalation.offer(approval, ticket, actor=actor, now=now)
        return
    approval.state = APPROVAL.next(approval.state, "approve")
    _close_round(approval, actor=actor, now=now, reason="approved")
    proposal = approval.proposal
    proposal.state, proposal.approved_amount = ProposalState.APPROVED, approval.approved_amount
    save_with_history(proposal, actor=actor, reason="approved")
    move(ticket, "approve_no_fulfilment" if proposal.remedy == Remedy.NONE else "approve")
    if proposal.remedy != Remedy.NONE:
        fulfilment.start(proposal, ticket, actor=actor, now=now)
    save(ticket, actor=actor, now=now, reason="approved")
    _notify_proposer(approval, ticket, "approval_approved", actor, now, reason)


def _refused(approval: Approval, ticket: Ticket, verdict: str, *, actor: User, now: datetime, reason: str) -> None:
    approval.state = APPROVAL.next(approval.state, verdict)
    _close_round(approval, actor=actor, now=now, reason=verdict)
    _skip_rest(approval, actor=actor)
    proposal = approval.proposal
    proposal.state = ProposalState.DRAFT if verdict == SEND_BACK else ProposalState.REJECTED
    save_with_history(proposal, actor=actor, reason=verdict)
    move(ticket, verdict)
    event(ticket, "sent_back" if verdict == SEND_BACK else "rejected", actor=actor, now=now, reason=reason.strip())
    save(ticket, actor=actor, now=now, reason=f"{verdict}: {reason}")
    _notify_proposer(approval, ticket, f"approval_{verdict}", actor, now, reason)


def _close_round(approval: Approval, *, actor: Actor, now: datetime | None, reason: str) -> None:
    approval.decided_at = now
    approval.version += 1
    save_with_history(approval, actor=actor, reason=reason)


def _skip_rest(approval: Approval, *, actor: Actor) -> None:
    for step in approval.steps.filter(state__in=[StepState.WAITING, StepState.ACTIVE]):
        step.state = StepState.SKIPPED
        save_with_history(step, actor=actor, reason="not reached")


def _notify_proposer(
    approval: Approval, ticket: Ticket, template: str, actor: User, now: datetime, reason: str
) -> None:
    notify(
        users={approval.proposal.proposed_by, ticket.owner} - {actor},
        template=template,
        params={
            "number": ticket.number,
            "subject": ticket.subject,
            "who": str(actor),
            "reason": reason.strip(),
            "amount": f"{approval.approved_amount or approval.amount:,.2f}",
        },
        url=ticket.get_absolute_url(),
        key=f"{template}:{approval.pk}",
        now=now,
    )


@transaction.atomic
def recall(*, approval_id: int, actor: User, now: datetime, reason: str) -> Approval:
    """Take the proposal back from approval before it is decided."""
    approval, ticket = _locked(approval_id)
    ensure(permissions.can_recall(actor, approval.proposal))
    if approval.state != ApprovalState.PENDING:
        raise Conflict(_("It has been decided in the meantime. See the approval history."), code="already_decided")
    if not reason.strip():
        raise InvalidInput(_("Enter a reason."), code="reason_missing", field="reason")
    _recall(approval, ticket, actor=actor, now=now, reason=reason.strip())
    return approval


def _recall(approval: Approval, ticket: Ticket, *, actor: Actor, now: datetime, reason: str) -> None:
    approval.state = APPROVAL.next(approval.state, "recall")
    _close_round(approval, actor=actor, now=now, reason=reason)
    _skip_rest(approval, actor=actor)
    approval.proposal.state = ProposalState.DRAFT
    save_with_history(approval.proposal, actor=actor, reason="recalled")
    move(ticket, "recall")
    event(ticket, "recalled", actor=actor, now=now, reason=reason)
    save(ticket, actor=actor, now=now, reason=f"recalled: {reason}")


def give_back(approval: Approval, ticket: Ticket, *, why: str, actor: Actor, now: datetime) -> None:
    """Make the proposal of a pending approval a draft again, because it can't be approved as it is now."""
    _recall(approval, ticket, actor=actor, now=now, reason=why)
    notify(
        users={approval.submitted_by, ticket.owner},
        template="approval_ended",
        params={"number": ticket.number, "subject": ticket.subject, "reason": why},
        url=ticket.get_absolute_url(),
        key=f"approval_ended:{approval.pk}",
        now=now,
    )


def end_round(approval: Approval, *, actor: Actor, now: datetime, reason: str) -> None:
    """End a pending approval that starts again at once."""
    approval.state = APPROVAL.next(approval.state, "restart")
    _close_round(approval, actor=actor, now=now, reason=reason)
    _skip_rest(approval, actor=actor)


def void(proposal: Proposal, *, actor: Actor, now: datetime, why: str) -> None:
    """End a granted or pending approval because the content of the proposal changes (T6).

    Raises RuleViolation if goods were received or money was paid, because an edit cannot undo that.
    """
    ticket = locked_ticket(proposal.ticket_id)
    approval = proposal.approvals.filter(state__in=[ApprovalState.PENDING, ApprovalState.APPROVED]).first()
    if approval is None:
        return
    approval.proposal = proposal
    if approval.state == ApprovalState.PENDING:
        _recall(approval, ticket, actor=actor, now=now, reason=why)
        return
    running = Fulfilment.objects.filter(proposal=proposal).exclude(state=FulfilmentState.CANCELLED).first()
    if running and fulfilment.has_begun(running):
        raise RuleViolation(
            _("Fulfilment has started, so this can no longer be changed. Finish or end it, then propose again."),
            code="in_fulfilment",
        )
    if running:
        fulfilment.cancel(running, actor=actor, now=now)
    approval.state = APPROVAL.next(approval.state, "void")
    _close_round(approval, actor=actor, now=now, reason=why)
    proposal.state, proposal.approved_amount = ProposalState.DRAFT, None
    save_with_history(proposal, actor=actor, reason="void")
    move(ticket, "void")
    ticket.confirmed_at = None
    event(ticket, "voided", actor=actor, now=now, reason=why)
    save(ticket, actor=actor, now=now, reason=f"approval void: {why}")


def void_if_changed(ticket: Ticket, *, actor: Actor, now: datetime) -> None:
    """Void the approval if the proposal's content differs from what was submitted. Called after details are edited."""
    live = Approval.objects.filter(
        proposal__ticket=ticket, state__in=[ApprovalState.PENDING, ApprovalState.APPROVED]
    ).select_related("proposal")
    for approval in live:
        # What was carried out stays as it is; what changes now belongs to the next proposal.
        carried_out = Fulfilment.objects.filter(proposal=approval.proposal_id).first()
        if carried_out and fulfilment.has_finished(carried_out):
            continue
        if approval.content_hash != approved_content(approval.proposal, ticket):
            void(approval.proposal, actor=actor, now=now, why=str(_("Details changed")))
            ticket.refresh_from_db()
