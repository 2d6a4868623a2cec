"""Reads the latest decisions that are like an approval."""

from aftersales.staff.models import User

from ..models import Approval
from ..models.approval import DECIDED
from ..rules.precedent import Case, Precedent, precedent_of
from ..rules.stake import PAYS
from .approvals import visible_approvals

READ = 60  # decisions of the same remedy, of which the rule takes those that are alike


def precedents(approval: Approval, user: User) -> Precedent | None:
    """The latest decisions on the same remedy in tickets that the user may see; None if there are none.

    Who may not see approvals sees no amounts of others either.
    """
    remedy = approval.proposal.remedy
    rows = visible_approvals(user).filter(DECIDED, proposal__remedy=remedy).exclude(proposal=approval.proposal_id)
    if approval.decided_at:
        rows = rows.filter(decided_at__lt=approval.decided_at)
    related = ("proposal__ticket__purchase", "submitted_by")
    earlier = rows.select_related(None).prefetch_related(None).select_related(*related).order_by("-decided_at", "-pk")
    return precedent_of(_case(approval), [_case(row) for row in earlier[:READ]], by_price=remedy in PAYS)


def _case(approval: Approval) -> Case:
    purchase = approval.proposal.ticket.purchase
    return Case(
        key=approval,
        product_id=purchase.product_id if purchase else None,
        amount=approval.value,
        paid=approval.paid,
        granted=approval.state != "rejected",
        decided_at=approval.decided_at,
    )
