"""Reads what is at stake in a proposal, and the other proposals of its case (T6)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Q

from aftersales.store.dates import company_date
from customers.models import Purchase

from ..enums import ApprovalState
from ..models import Approval, AuthorityRule, Proposal, ProposalLine, Ticket
from ..rules import authority, stake
from ..rules.content import content_hash
from ..rules.stake import Part
from .settings import authority_value
from .tickets import living

LIVE = (ApprovalState.PENDING, ApprovalState.APPROVED)


@dataclass(frozen=True)
class Route:
    """The approval rule of a proposal, and why. total: the sum of the case, by which the rule was chosen."""

    rule: AuthorityRule
    paid: Decimal
    stake: Decimal
    total: Decimal
    parts: list[Part]


def lines_of(proposal: Proposal) -> list[ProposalLine]:
    return list(proposal.lines.select_related("purchase__product"))


def line_value(line: ProposalLine) -> stake.Line:
    return stake_line(line.purchase, line.quantity, line.unit_price)


def stake_line(sold: Purchase | None, quantity: int, price: Decimal) -> stake.Line:
    """A line for the rules."""
    if sold is None:
        return stake.Line(quantity, price)
    return stake.Line(quantity, price, sold.unit_price, sold.product.list_price)


def route_of(proposal: Proposal, ticket: Ticket, now: datetime) -> Route:
    """The approval rule in effect for the sum of the case. Raises RuleViolation if there is none."""
    today = company_date(now)
    in_effect = AuthorityRule.objects.filter(
        Q(effective_until=None) | Q(effective_until__gte=today), effective_from__lte=today, is_active=True
    )
    rows = {row.pk: row for row in in_effect}
    values = [authority_value(row) for row in rows.values()]
    tier = ticket.customer.tier if ticket.customer else ""
    days = authority.case_days(values, remedy=proposal.remedy, tier=tier, kind=ticket.kind)
    lines = lines_of(proposal)
    goods = [line_value(line) for line in lines]
    own = stake.at_stake(proposal.remedy, goods, proposal.costs)
    parts = _parts(proposal, ticket, lines, now - timedelta(days=days))
    total = stake.case_sum(own, parts)
    found = authority.route_case(
        values,
        own=(proposal.remedy, ticket.kind),
        others=[(part.remedy, part.kind) for part in parts if part.amount],
        amount=total,
        tier=tier,
    )
    return Route(rows[int(found.id)], sum((line.paid_in_all for line in goods), Decimal(0)), own, total, parts)


def _parts(proposal: Proposal, ticket: Ticket, lines: list[ProposalLine], since: datetime) -> list[Part]:
    """The other proposals of the case that are in approval or approved, the oldest first."""
    mine = _links(ticket, lines, _merged(ticket))
    live = Approval.objects.filter(state__in=LIVE, submitted_at__gte=since).exclude(proposal=proposal.pk)
    rows = live.filter(pk__in=_candidates(live, mine, ticket)).select_related("proposal__ticket__purchase")
    found = []
    for row in rows.prefetch_related("proposal__lines__purchase").order_by("submitted_at", "pk"):
        other = row.proposal
        reasons = mine.shared(_links(other.ticket, list(other.lines.all()), [other.ticket_id]))
        if reasons:
            found.append(
                Part(other.pk, other.ticket.number, other.remedy, other.ticket.kind, _counted(row, other), reasons)
            )
    return found


def _counted(approval: Approval, proposal: Proposal) -> Decimal:
    """What counts of another proposal: of money, not more than was approved."""
    if proposal.remedy in stake.PAYS and approval.approved_amount is not None:
        return min(approval.stake, approval.approved_amount)
    return approval.stake


def _merged(ticket: Ticket) -> list[int]:
    """The ids of all tickets that were merged, in any number of steps, into the one that goes on, and its own."""
    known, more = set[int](), {living(ticket).pk}
    while more:
        known |= more
        more = set(Ticket.objects.filter(merged_into__in=more).exclude(pk__in=known).values_list("pk", flat=True))
    return list(known)


def _links(ticket: Ticket, lines: Iterable[ProposalLine], tickets: Iterable[int]) -> stake.Links:
    sold = {each.pk: each for each in (ticket.purchase, *(line.purchase for line in lines)) if each is not None}
    return stake.Links(
        tickets=frozenset(tickets),
        purchases=frozenset(sold),
        serials=frozenset().union(*(stake.serials(each.serial) for each in sold.values())),
        contracts=frozenset(
            (ticket.customer_id, stake.plain(each.contract_number))
            for each in sold.values()
            if ticket.customer_id is not None and each.contract_number.strip()
        ),
    )


def _candidates(live: Any, mine: stake.Links, ticket: Ticket) -> set[int]:
    """The ids of approvals that may be of the same case, in separate queries so that each uses an index."""
    found: set[int] = set()
    asked = [Q(proposal__ticket__in=mine.tickets)]
    if ticket.customer_id is not None:
        asked.append(Q(proposal__ticket__customer=ticket.customer_id))
    if mine.purchases:
        asked += [Q(proposal__ticket__purchase__in=mine.purchases), Q(proposal__lines__purchase__in=mine.purchases)]
    for part in {stake.sought(serial) for serial in mine.serials}:
        asked.append(Q(proposal__ticket__purchase__serial__icontains=part))
        asked.append(Q(proposal__lines__purchase__serial__icontains=part))
    for condition in asked:
        found |= set(live.filter(condition).values_list("pk", flat=True))
    return found


def basis_of(proposal: Proposal, ticket: Ticket) -> str:
    """The hash of the purchases that the value, the case and the description of a proposal rest on."""
    sold = {line.purchase.pk: line.purchase for line in lines_of(proposal) if line.purchase}
    if ticket.purchase_id is not None and ticket.purchase_id not in sold:
        sold[ticket.purchase_id] = Purchase.objects.select_related("product").get(pk=ticket.purchase_id)
    return content_hash(
        {
            str(pk): {
                "product": each.product_id,
                "list_price": each.product.list_price if proposal.remedy in stake.GOODS_LEAVE else None,
                "paid": each.unit_price,
                "serial": stake.plain(each.serial),
                "batch": each.batch,
                "grade": each.grade,
                "bought": each.purchased_on,
                "contract": stake.plain(each.contract_number),
            }
            for pk, each in sold.items()
        }
    )
