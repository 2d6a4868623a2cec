"""Starts approvals: completeness, the sum of the case, the rule, the steps (T1, T6)."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import Conflict, RuleViolation
from aftersales.staff.models import Actor, User
from aftersales.store.writing import create_all_with_history, save_with_history
from aftersales.web.figures import listed

from ..enums import Changed, ProposalState, StepState
from ..models import Approval, ApprovalStep, AuthorityRule, Proposal, Ticket
from ..queries.proposals import approved_content, missing
from ..queries.stake import Route, basis_of, line_value, lines_of, route_of
from ..rules import stake
from . import approval_escalation
from .common import event, move, save


def start(proposal: Proposal, ticket: Ticket, *, actor: User, now: datetime) -> Approval:
    """Start the approval of a complete proposal by its approval rule. The caller has locked the ticket."""
    if lacking := missing(ticket, proposal):
        raise RuleViolation(
            _("Still missing: %(fields)s."),
            code="incomplete",
            params={"fields": listed(m.text for m in lacking)},
            fields={m.field: listed(n.text for n in lacking if n.field == m.field) for m in lacking},
        )
    if proposal.state != ProposalState.DRAFT:
        raise Conflict(_("This proposal is already in approval."), code="already_submitted")
    if proposal.remedy in stake.PAYS and not proposal.amount:
        raise RuleViolation(_("A refund needs an amount. Edit the proposal."), code="no_amount")
    stake.check_goods(proposal.remedy, [line_value(line) for line in lines_of(proposal)])
    lock_cases()
    route = route_of(proposal, ticket, now)
    move(ticket, "submit")
    approval = open_round(proposal, ticket, route, submitted_by=actor, actor=actor, now=now)
    event(ticket, "submitted", actor=actor, now=now, amount=proposal.amount, remedy=proposal.remedy)
    save(ticket, actor=actor, now=now, reason="submitted for approval")
    approval_escalation.offer(approval, ticket, actor=actor, now=now)
    return approval


def lock_cases() -> None:
    """Let one approval start at a time, so that two parts of one case count each other.

    Parts of a case share no row for certain, therefore all wait for the same one: the first approval rule.
    """
    list(AuthorityRule.objects.order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True)[:1])


def open_round(
    proposal: Proposal,
    ticket: Ticket,
    route: Route,
    *,
    submitted_by: User,
    actor: Actor,
    now: datetime,
    restarted_by: str = "",
) -> Approval:
    """Write the approval with its steps, and set the proposal to submitted.

    restarted_by: the change that started it again. Who made that change is no author of the proposal
    (permissions.WRITTEN).
    """
    reason = f"restarted: {Changed(restarted_by).label}" if restarted_by else "submitted"
    approval = Approval(
        proposal=proposal,
        rule=route.rule,
        amount=proposal.amount,
        paid=route.paid,
        stake=route.stake,
        routing_amount=route.total,
        parts=[_stored(part) for part in route.parts],
        content_hash=approved_content(proposal, ticket),
        basis_hash=basis_of(proposal, ticket),
        restarted_by=restarted_by,
        submitted_by=submitted_by,
        submitted_at=now,
    )
    save_with_history(approval, actor=actor, reason=reason)
    steps = [
        ApprovalStep(
            approval=approval,
            position=position,
            code=code,
            state=StepState.ACTIVE if position == 1 else StepState.WAITING,
        )
        for position, code in enumerate(route.rule.steps, start=1)
    ]
    create_all_with_history(ApprovalStep, steps, actor=actor, reason=reason)
    proposal.state, proposal.problem = ProposalState.SUBMITTED, ticket.problem_found
    save_with_history(proposal, actor=actor, reason=reason)
    return approval


def _stored(part: stake.Part) -> dict[str, object]:
    return {
        "proposal": part.proposal_id,
        "ticket": part.ticket,
        "remedy": part.remedy,
        "amount": f"{part.amount:.2f}",
        "reasons": list(part.reasons),
    }
