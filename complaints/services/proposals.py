"""What is proposed for the customer: drafted, changed, and sent for approval."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import Conflict, InvalidInput, RuleViolation
from aftersales.staff.models import User
from aftersales.web.service import record, record_all, remove, same_version
from customers.models import ProductSold

from .. import permissions
from ..enums import OPEN_STATES, ProposalState, Remedy
from ..models import Approval, Proposal, ProposalLine, Ticket
from ..queries.proposals import current_proposal
from . import approvals
from .common import demand_that, event, locked_ticket, save

MAX_LINES = 200
MAX_AMOUNT = Decimal("99999999.99")
WITH_GOODS = frozenset({Remedy.REFUND, Remedy.EXCHANGE, Remedy.REPAIR})


@transaction.atomic
def save_proposal(
    *,
    ticket_id: int,
    actor: User,
    now: datetime,
    remedy: str,
    lines: Sequence[Mapping[str, Any]],
    costs: Decimal = Decimal(0),
    reason: str = "",
    no_return_required: bool = False,
    version: int | None = None,
) -> Proposal:
    """Draft or change the ticket's proposal (T6). lines: {product_sold, quantity, unit_price, description}.

    The amount is Σ quantity × price + costs. Changing what is in approval or approved voids that approval.
    """
    ticket = locked_ticket(ticket_id)
    demand_that(permissions.can_propose, actor, ticket)
    if ticket.state not in OPEN_STATES:
        raise RuleViolation(_("The ticket is closed. Reopen it first."), code="closed")
    amount = _amount(ticket, remedy, lines, costs)
    proposal = current_proposal(ticket)
    if proposal is None:
        if version is not None:
            raise Conflict(_("The proposal was rejected meanwhile. Your text is kept."), code="changed_meanwhile")
        proposal = Proposal(ticket=ticket, created_at=now, proposed_by=actor, version=0)
    else:
        same_version(proposal, version)
        approvals.void(proposal, actor=actor, now=now, why="changed")
    proposal.remedy, proposal.costs, proposal.amount = remedy, costs, amount
    proposal.reason, proposal.no_return_required = reason.strip(), no_return_required
    proposal.state, proposal.approved_amount, proposal.proposed_by = ProposalState.DRAFT, None, actor
    proposal.version += 1
    record(proposal, actor=actor, reason="proposed")
    _replace_lines(proposal, lines, actor)
    ticket.refresh_from_db()
    event(ticket, "proposed", actor=actor, now=now, remedy=remedy, amount=amount)
    save(ticket, actor=actor, now=now, reason="proposed")
    return proposal


def _amount(ticket: Ticket, remedy: str, lines: Sequence[Mapping[str, Any]], costs: Decimal) -> Decimal:
    if remedy not in Remedy.values:
        raise InvalidInput(_("Choose a remedy."), code="unknown", field="remedy")
    if len(lines) > MAX_LINES:
        raise InvalidInput(_("A proposal has at most 200 lines."), code="too_many", field="lines")
    if costs < 0:
        raise InvalidInput(_("Costs must not be negative."), code="amount_negative", field="costs")
    for line in lines:
        _check_line(ticket, line)
    amount = sum((line["quantity"] * line["unit_price"] for line in lines), Decimal(0)) + costs
    if remedy == Remedy.NONE and amount:
        raise InvalidInput(_("Without a remedy there is no amount."), code="amount_without_remedy", field="remedy")
    if amount > MAX_AMOUNT:
        raise InvalidInput(_("The amount is too large."), code="too_large", field="lines")
    return amount


def _check_line(ticket: Ticket, line: Mapping[str, Any]) -> None:
    sold: ProductSold | None = line.get("product_sold")
    if line["quantity"] < 1 or line["unit_price"] < 0:
        raise InvalidInput(_("Quantity and price must be positive."), code="not_positive", field="lines")
    if sold is None:
        return
    if sold.customer_id != ticket.customer_id:
        raise InvalidInput(_("This product was not sold to this customer."), code="other_customer", field="lines")
    if line["quantity"] > sold.quantity:
        raise InvalidInput(
            _("Only %(count)s were sold. Your entry is kept: lower the quantity."),
            code="more_than_sold", field="lines", params={"count": sold.quantity},
        )  # fmt: skip
    if line["unit_price"] > sold.unit_price:
        raise InvalidInput(
            _("%(price)s is the price that was paid. Your entry is kept: lower it, or put the rest under costs."),
            code="more_than_paid", field="lines", params={"price": sold.unit_price},
        )  # fmt: skip


def _replace_lines(proposal: Proposal, lines: Sequence[Mapping[str, Any]], actor: User) -> None:
    for old in proposal.lines.all():
        remove(old, actor=actor, reason="changed")
    rows = [
        ProposalLine(
            proposal=proposal, product_sold=line.get("product_sold"), quantity=line["quantity"],
            unit_price=line["unit_price"], description=str(line.get("description", ""))[:200],
        )
        for line in lines
    ]  # fmt: skip
    if rows:
        record_all(ProposalLine, rows, actor=actor, reason="proposed")


@transaction.atomic
def submit(*, ticket_id: int, actor: User, now: datetime, version: int | None = None) -> Approval:
    """Send the ticket's proposal for approval. Raises RuleViolation that names what is missing (T1)."""
    ticket = locked_ticket(ticket_id)
    demand_that(permissions.can_propose, actor, ticket)
    proposal = current_proposal(ticket)
    if proposal is None:
        raise RuleViolation(_("Propose a remedy first."), code="no_proposal")
    same_version(proposal, version)
    return approvals.start(proposal, ticket, actor=actor, now=now)
