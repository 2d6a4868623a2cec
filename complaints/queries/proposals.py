"""Reads proposals, and the approvals that wait for a user."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, Q, QuerySet, Sum

from aftersales.staff.models import User
from aftersales.staff.queries import stands_in_for
from aftersales.store.dates import company_date

from ..enums import OPEN_STATES, ApprovalState, ProposalState, State, StepState
from ..models import (
    Approval,
    ApprovalStep,
    AuthorityRule,
    Proposal,
    ProposalLine,
    Refund,
    Ticket,
)
from ..permissions import written_by
from ..rules import authority
from ..rules.completeness import Missing, missing_for_approval
from ..rules.content import content_hash
from ..rules.fulfilment import TAKES_BACK
from .settings import authority_value


def current_proposal(ticket: Ticket) -> Proposal | None:
    """The ticket's latest proposal that was not rejected."""
    return ticket.proposals.exclude(state=ProposalState.REJECTED).order_by("-created_at", "-pk").first()


def open_proposal(ticket: Ticket) -> Proposal | None:
    """The proposal that can still be changed.

    A fulfilled proposal can't be changed: if the customer's problem is not solved, a new proposal is made.
    """
    proposal = current_proposal(ticket)
    if proposal and proposal.state == ProposalState.APPROVED and ticket.state != State.FULFILMENT:
        return None
    return proposal


def taken_elsewhere(sold: Collection[int], proposal: Proposal | None) -> dict[int, int]:
    """The number of pieces of each purchase that other submitted or approved proposals take back already.

    sold: the ids of the purchases.
    """
    lines = ProposalLine.objects.filter(
        purchase__in=sold,
        proposal__remedy__in=TAKES_BACK,
        proposal__state__in=[ProposalState.SUBMITTED, ProposalState.APPROVED],
    )
    rows = lines.exclude(proposal=proposal.pk if proposal else None).values("purchase")
    return dict(rows.annotate(pieces=Sum("quantity")).values_list("purchase", "pieces"))


def approved_content(proposal: Proposal, ticket: Ticket) -> str:
    """The hash of everything that an approval covers: details, remedy, lines, amounts (T6)."""
    lines = [
        {
            "sold": line.purchase_id,
            "what": line.description,
            "quantity": line.quantity,
            "price": line.unit_price,
            **({"why_price": line.price_reason} if line.price_reason else {}),
        }
        for line in proposal.lines.all()
    ]
    waiver = {"why_no_return": proposal.no_return_reason} if proposal.no_return_reason else {}
    return content_hash(
        {
            "ticket": ticket.pk,
            "kind": ticket.kind,
            "customer": ticket.customer_id,
            "remedy": proposal.remedy,
            "costs": proposal.costs,
            "amount": proposal.amount,
            "no_return": proposal.no_return_required,
            "grade": ticket.grade,
            "batch": ticket.batch,
            "purchased_on": ticket.purchased_on,
            "product": ticket.purchase_id,
            "problem": ticket.problem_found,
            "reason": proposal.reason,
            "lines": lines,
            **waiver,
        }
    )


def missing(ticket: Ticket, proposal: Proposal | None) -> list[Missing]:
    """The facts that are missing before the proposal can be submitted for approval (T1)."""
    customer, contact, product = ticket.customer, ticket.contact, ticket.product
    return missing_for_approval(
        {
            "customer_name": customer.name if customer else "",
            "address": customer.address if customer else "",
            "contact": (contact.name if contact else "") or (customer.phone if customer else ""),
            "grade": ticket.grade,
            "purchase_date": ticket.purchased_on,
            "batch": ticket.batch,
            "problem": ticket.problem_found,
            "batch_tracked": product.batch_tracked if product else False,
            "remedy": proposal.remedy if proposal else "",
            "lines": bool(proposal and proposal.lines.exists()) or (proposal is not None and proposal.costs > 0),
        }
    )


def routing_row(proposal: Proposal, ticket: Ticket, now: datetime) -> tuple[AuthorityRule, Decimal]:
    """The approval rule in effect for a proposal, and the amount by which it is routed.

    Other open or approved proposals of the same customer about the same purchase within 90 days count as one case.
    """
    today = company_date(now)
    rows = {
        row.pk: row
        for row in AuthorityRule.objects.filter(
            Q(effective_until=None) | Q(effective_until__gte=today), effective_from__lte=today, is_active=True
        )
    }
    amount = authority.sum_for_routing(proposal.amount, _same_case(proposal, ticket, now))
    tier = ticket.customer.tier if ticket.customer else ""
    values = [authority_value(row) for row in rows.values()]
    found = authority.route(values, remedy=proposal.remedy, amount=amount, tier=tier, kind=ticket.kind)
    return rows[int(found.id)], amount


CASE_DAYS = 90


def _same_case(proposal: Proposal, ticket: Ticket, now: datetime) -> list[Decimal]:
    if ticket.purchase_id is None:
        return []
    others = Proposal.objects.filter(
        ticket__customer=ticket.customer_id,
        ticket__purchase=ticket.purchase_id,
        state__in=[ProposalState.SUBMITTED, ProposalState.APPROVED],
        created_at__gte=now - timedelta(days=CASE_DAYS),
    )
    return list(others.exclude(pk=proposal.pk).values_list("amount", flat=True))


def inbox(user: User, now: datetime) -> QuerySet[Approval]:
    """The approvals that wait for this user, also as a stand-in. Excludes the user's own proposals."""
    active = ApprovalStep.objects.filter(_turn_of(user, company_date(now)), state=StepState.ACTIVE)
    return (
        Approval.objects.filter(state=ApprovalState.PENDING, steps__in=active)
        .exclude(submitted_by=user)
        .exclude(proposal__proposed_by=user)
        .exclude(written_by(user))
        .exclude(steps__decided_by=user)
        .select_related("proposal__ticket__customer", "proposal__ticket__purchase__product", "submitted_by", "rule")
        .prefetch_related("steps__decided_by", "steps__on_behalf_of")
        .order_by("submitted_at", "pk")
    )


def _turn_of(user: User, today: date) -> Q:
    """The steps of the user's role, and of the absent users that the user represents as a stand-in."""
    codes: dict[str, list[str]] = {}
    for code, role in authority.STEP_ROLES.items():
        codes.setdefault(role, []).append(code)
    turn = Q(code__in=codes.pop(user.role, []))
    for role, others in codes.items():
        turn |= Q(Exists(stands_in_for(user, today).filter(absent__role=role)), code__in=others)
    return turn


def refunded_last_year(ticket: Ticket, now: datetime) -> dict[str, Any]:
    """The customer's tickets, open tickets and refunds of twelve months, for the approver."""
    if ticket.customer_id is None:
        return {"tickets": 0, "open": 0, "refunded": Decimal(0)}
    since = now - timedelta(days=365)
    tickets = Ticket.objects.filter(customer=ticket.customer_id, reported_at__gte=since)
    paid = Refund.objects.filter(
        fulfilment__proposal__ticket__customer=ticket.customer_id, recorded_at__gte=since
    ).aggregate(total=Sum("amount"))["total"]
    counts = tickets.aggregate(tickets=Count("pk"), open=Count("pk", Q(state__in=OPEN_STATES)))
    return {**counts, "refunded": paid or Decimal(0)}
