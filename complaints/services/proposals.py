"""Drafts and changes proposals, and submits them for approval."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import Conflict, InvalidInput, RuleViolation, ensure
from aftersales.kernel.money import check_amount
from aftersales.staff.models import User
from aftersales.store.writing import create_all_with_history, delete_with_history, lock, same_version, save_with_history
from customers.models import Customer, Purchase

from .. import permissions
from ..enums import ProposalState, Remedy, State
from ..models import Approval, Proposal, ProposalLine, Ticket
from ..queries.binding import binding_decision, deviations_of
from ..queries.proposals import open_proposal, taken_elsewhere
from ..queries.stake import stake_line
from ..rules import stake
from ..rules.binding import DEVIATIONS
from ..rules.fulfilment import TAKES_BACK, left_to_return, needs_price_reason
from . import approval_start, approvals
from .common import ensure_open, event, locked_ticket, save

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
    deviation_reason: str = "",
    version: int | None = None,
) -> Proposal:
    """Draft or change the ticket's proposal (T6).

    lines: mappings with purchase, quantity, unit_price, description and price_reason. All purchases must belong to the
    ticket's customer. The amount is Σ quantity × price + costs. Changing a submitted or approved proposal voids its
    approval. deviation_reason: why it departs from what a meeting decided about the ticket.
    """
    ticket = locked_ticket(ticket_id)
    ensure(permissions.can_propose(actor, ticket))
    ensure_open(ticket)
    if ticket.state == State.CONFIRMING:
        raise RuleViolation(_("Confirm with the customer first that it is solved."), code="to_be_confirmed")
    amount = _amount(remedy, lines, costs)
    _check_goods(remedy, lines, costs)
    _check_decision(ticket, remedy, amount, deviation_reason)
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
    proposal.deviation_reason = deviation_reason.strip()[:500]
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
    check_amount(Decimal(costs), field="costs")
    for line in lines:
        check_amount(Decimal(line["unit_price"]), field="lines")
    if any(line["quantity"] < 1 for line in lines):
        raise InvalidInput(_("Quantity and price must be greater than zero."), code="not_positive", field="lines")
    amount = sum((line["quantity"] * line["unit_price"] for line in lines), Decimal(0)) + costs
    if remedy == Remedy.NONE and amount:
        raise InvalidInput(
            _("There can’t be an amount without a remedy."), code="amount_without_remedy", field="remedy"
        )
    if amount > MAX_AMOUNT:
        raise InvalidInput(_("The amount is too large."), code="too_large", field="lines")
    return amount


def _check_goods(remedy: str, lines: Sequence[Mapping[str, Any]], costs: Decimal) -> None:
    """Check that what is at stake is known: the goods of an exchange or repair have a value."""
    values = [stake_line(line.get("purchase"), line["quantity"], line["unit_price"]) for line in lines]
    stake.check_goods(remedy, values)
    stake.at_stake(remedy, values, costs)


def _check_decision(ticket: Ticket, remedy: str, amount: Decimal, reason: str) -> None:
    """A proposal that departs from what a meeting decided needs a reason, which the approver sees."""
    found = deviations_of(binding_decision(ticket), remedy, amount)
    if found and not reason.strip():
        raise InvalidInput(
            _("%(how)s Explain why you depart from it."),
            code="deviation_reason_missing",
            field="deviation_reason",
            params={"how": DEVIATIONS[found[0]]},
        )


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
    _check_decision(ticket, proposal.remedy, proposal.amount, proposal.deviation_reason)
    _check_purchases(proposal, ticket)
    return approval_start.start(proposal, ticket, actor=actor, now=now)


def _check_purchases(proposal: Proposal, ticket: Ticket) -> None:
    """Lock the purchases and check price and quantity again. Refuses the second of two proposals for one product."""
    lines = list(proposal.lines.exclude(purchase=None))
    named = {line.purchase_id for line in lines} | {ticket.purchase_id}
    # The customer before the purchases, as in every change of a purchase: saving the ticket writes to the customer.
    if ticket.customer_id:
        lock(Customer, pk=ticket.customer_id)
    sold = {pk: lock(Purchase, pk=pk) for pk in sorted(pk for pk in named if pk is not None)}
    values = [
        {
            "purchase": sold[line.purchase_id],
            "quantity": line.quantity,
            "unit_price": line.unit_price,
            "price_reason": line.price_reason,
        }
        for line in lines
        if line.purchase_id is not None
    ]
    _check_prices(ticket, values)
    _check_quantities(proposal.remedy, _pieces(values), proposal)
