"""Drafts and changes proposals, and submits them for approval."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import Conflict, InvalidInput, RuleViolation, ensure
from aftersales.staff.models import User
from aftersales.store.writing import create_all_with_history, delete_with_history, lock, same_version, save_with_history
from customers.models import Purchase

from .. import permissions
from ..enums import OPEN_STATES, ProposalState, Remedy, State
from ..models import Approval, Proposal, ProposalLine, Ticket
from ..queries.proposals import open_proposal, taken_elsewhere
from ..rules.fulfilment import TAKES_BACK, left_to_return, needs_price_reason
from . import approvals
from .common import event, locked_ticket, save

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
    no_return_reason: str = "",
    version: int | None = None,
) -> Proposal:
    """Draft or change the ticket's proposal (T6).

    lines: mappings with purchase, quantity, unit_price, description and price_reason. All purchases must belong to the
    ticket's customer. The amount is Σ quantity × price + costs. Changing a submitted or approved proposal voids its
    approval.
    """
    ticket = locked_ticket(ticket_id)
    ensure(permissions.can_propose(actor, ticket))
    if ticket.state not in OPEN_STATES:
        raise RuleViolation(_("The ticket is closed. Reopen it first."), code="closed")
    if ticket.state == State.CONFIRMING:
        raise RuleViolation(_("Confirm with the customer first that it is solved."), code="to_be_confirmed")
    amount = _amount(remedy, lines, costs)
    _check_prices(ticket, lines)
    if no_return_required and lines and remedy in WITH_GOODS and not no_return_reason.strip():
        raise InvalidInput(_("Explain why no return is needed."), code="empty", field="no_return_reason")
    proposal = open_proposal(ticket)
    _check_quantities(remedy, _pieces(lines), proposal)
    if proposal is None:
        if version is not None:
            raise Conflict(_("The proposal was rejected in the meantime. Your text is kept."), code="changed_meanwhile")
        proposal = Proposal(ticket=ticket, created_at=now, proposed_by=actor, version=0)
    else:
        same_version(proposal, version)
        approvals.void(proposal, actor=actor, now=now, why="changed")
    proposal.remedy, proposal.costs, proposal.amount = remedy, costs, amount
    proposal.reason, proposal.no_return_required = reason.strip(), no_return_required
    proposal.no_return_reason = no_return_reason.strip()[:200] if no_return_required else ""
    proposal.state, proposal.approved_amount, proposal.proposed_by = ProposalState.DRAFT, None, actor
    proposal.version += 1
    save_with_history(proposal, actor=actor, reason="proposed")
    _replace_lines(proposal, lines, actor)
    ticket.refresh_from_db()
    event(ticket, "proposed", actor=actor, now=now, remedy=remedy, amount=amount)
    save(ticket, actor=actor, now=now, reason="proposed")
    return proposal


def _amount(remedy: str, lines: Sequence[Mapping[str, Any]], costs: Decimal) -> Decimal:
    if remedy not in Remedy.values:
        raise InvalidInput(_("Choose a remedy."), code="unknown", field="remedy")
    if len(lines) > MAX_LINES:
        raise InvalidInput(_("A proposal can have up to 200 lines."), code="too_many", field="lines")
    if costs < 0:
        raise InvalidInput(_("Costs can’t be negative."), code="amount_negative", field="costs")
    if any(line["quantity"] < 1 or line["unit_price"] < 0 for line in lines):
        raise InvalidInput(_("Quantity and price must be greater than zero."), code="not_positive", field="lines")
    amount = sum((line["quantity"] * line["unit_price"] for line in lines), Decimal(0)) + costs
    if remedy == Remedy.NONE and amount:
        raise InvalidInput(
            _("There can’t be an amount without a remedy."), code="amount_without_remedy", field="remedy"
        )
    if amount > MAX_AMOUNT:
        raise InvalidInput(_("The amount is too large."), code="too_large", field="lines")
    return amount


def _check_prices(ticket: Ticket, lines: Sequence[Mapping[str, Any]]) -> None:
    for line in lines:
        sold: Purchase | None = line.get("purchase")
        if sold is None:
            continue
        if sold.customer_id != ticket.customer_id:
            raise InvalidInput(_("This product wasn’t sold to this customer."), code="other_customer", field="lines")
        above = needs_price_reason(line["unit_price"], sold.unit_price)
        if above and not str(line.get("price_reason") or "").strip():
            raise InvalidInput(
                _(
                    "The purchase price is %(price)s. Your entry was kept: lower the price, or explain why "
                    "it is higher."
                ),
                code="more_than_paid",
                field="lines",
                params={"price": sold.unit_price},
            )


def _check_quantities(remedy: str, pieces: Mapping[Purchase, int], proposal: Proposal | None) -> None:
    """Refuse more pieces than were bought, and pieces that another proposal takes back already."""
    taken = taken_elsewhere([sold.pk for sold in pieces], proposal) if remedy in TAKES_BACK else {}
    for sold, count in pieces.items():
        left = left_to_return(sold.quantity, taken.get(sold.pk, 0))
        if count > left and left < sold.quantity:
            raise InvalidInput(
                _("%(taken)s of %(sold)s are already returned under another proposal. Your entry was kept."),
                code="returned_already",
                field="lines",
                params={"taken": sold.quantity - left, "sold": sold.quantity},
            )
        if count > left:
            raise InvalidInput(
                _("Only %(count)s were sold. Your entry was kept: reduce the quantity."),
                code="more_than_sold",
                field="lines",
                params={"count": sold.quantity},
            )


def _pieces(lines: Sequence[Mapping[str, Any]]) -> Counter[Purchase]:
    """The total number of pieces of each purchase."""
    pieces: Counter[Purchase] = Counter()
    for line in lines:
        if line.get("purchase"):
            pieces[line["purchase"]] += line["quantity"]
    return pieces


def _replace_lines(proposal: Proposal, lines: Sequence[Mapping[str, Any]], actor: User) -> None:
    for old in proposal.lines.all():
        delete_with_history(old, actor=actor, reason="changed")
    rows = [
        ProposalLine(
            proposal=proposal,
            purchase=line.get("purchase"),
            quantity=line["quantity"],
            unit_price=line["unit_price"],
            description=str(line.get("description", ""))[:200],
            price_reason=str(line.get("price_reason") or "").strip()[:200],
        )
        for line in lines
    ]
    if rows:
        create_all_with_history(ProposalLine, rows, actor=actor, reason="proposed")


@transaction.atomic
def submit(*, ticket_id: int, actor: User, now: datetime, version: int | None = None) -> Approval:
    """Submit the ticket's proposal for approval. Raises RuleViolation with the missing fields (T1)."""
    ticket = locked_ticket(ticket_id)
    ensure(permissions.can_propose(actor, ticket))
    proposal = open_proposal(ticket)
    if proposal is None:
        raise RuleViolation(_("Propose a resolution first."), code="no_proposal")
    same_version(proposal, version)
    _check_not_returned_elsewhere(proposal)
    return approvals.start(proposal, ticket, actor=actor, now=now)


def _check_not_returned_elsewhere(proposal: Proposal) -> None:
    """Refuse the second of two proposals for the same product. Locks the purchases."""
    lines = list(proposal.lines.exclude(purchase=None))
    for pk in sorted({line.purchase.pk for line in lines if line.purchase}):
        lock(Purchase, pk=pk)
    pieces = _pieces([{"purchase": line.purchase, "quantity": line.quantity} for line in lines])
    _check_quantities(proposal.remedy, pieces, proposal)
