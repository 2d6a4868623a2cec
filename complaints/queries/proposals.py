"""Reads proposals, and the approvals that wait for a user."""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, Q, QuerySet, Sum, TextField
from django.db.models.functions import Cast

from aftersales.staff.models import User
from aftersales.staff.queries import stands_in_for
from aftersales.store.dates import company_date
from customers.models import Purchase

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
from ..rules.completeness import Goods, Missing, is_reachable, missing_for_approval
from ..rules.content import content_hash
from ..rules.fulfilment import TAKES_BACK


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
    departure = {"why_departs": proposal.deviation_reason} if proposal.deviation_reason else {}
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
            **departure,
        }
    )


def missing(ticket: Ticket, proposal: Proposal | None) -> list[Missing]:
    """The facts that are missing before the proposal can be submitted for approval (T1)."""
    customer = ticket.customer
    contact = ticket.contact or (customer.main_contact if customer else None)
    known = [one for one in (contact, customer) if one is not None]
    lines = list(proposal.lines.select_related("purchase__product")) if proposal else []
    return missing_for_approval(
        {
            "customer_name": customer.name if customer else "",
            "address": customer.address if customer else "",
            "contact": is_reachable([one.phone for one in known], [one.email for one in known]),
            "problem_found": ticket.problem_found,
            "remedy": proposal.remedy if proposal else "",
            "lines": bool(lines) or (proposal is not None and proposal.costs > 0),
        },
        _goods(ticket, [line.purchase for line in lines if line.purchase]),
    )


def _goods(ticket: Ticket, bought: list[Purchase]) -> list[Goods]:
    """The purchases that the proposal is about: those of its lines, and that of the ticket.

    The ticket may know more about its own purchase. Without any purchase, the ticket has the facts.
    """
    sold = {each.pk: each for each in bought}
    found = []
    if ticket.purchase_id is not None or not sold:
        of_line = sold.pop(ticket.purchase_id or 0, None)
        product = ticket.product
        found.append(
            Goods(
                product.label if product and sold else "",
                ticket.grade or (of_line.grade if of_line else ""),
                ticket.purchased_on or (of_line.purchased_on if of_line else None),
                ticket.batch or (of_line.batch if of_line else ""),
                product.batch_tracked if product else False,
            )
        )
    alone = len(sold) + len(found) == 1
    for each in sold.values():
        product = each.product
        name = "" if alone else product.label
        found.append(Goods(name, each.grade, each.purchased_on, each.batch, product.batch_tracked))
    return found


def inbox(user: User, now: datetime) -> QuerySet[Approval]:
    """The approvals that wait for this user, also as a stand-in. Excludes the user's own proposals."""
    active = ApprovalStep.objects.filter(_turn_of(user, company_date(now)), state=StepState.ACTIVE)
    return (
        Approval.objects.filter(state=ApprovalState.PENDING, steps__in=active)
        .exclude(_own(user), rule__in=rules_apart("proposer_approver"))
        .exclude(steps__decided_by=user)
        .select_related(
            "proposal__ticket__customer",
            "proposal__ticket__purchase__product",
            "proposal__ticket__binding_decision",
            "submitted_by",
            "rule",
        )
        .prefetch_related("steps__decided_by", "steps__on_behalf_of")
        .order_by("submitted_at", "pk")
    )


def rules_apart(pair: str) -> QuerySet[Any]:
    """The ids of the approval rules that keep this pair of duties apart, as a part of another query."""
    text = Cast("separate_duties", TextField())  # SQLite can't ask whether a list in JSON has a value
    return AuthorityRule.objects.annotate(pairs=text).filter(pairs__contains=f'"{pair}"').order_by().values("pk")


def _own(user: User) -> Q:
    return Q(submitted_by=user) | Q(proposal__proposed_by=user) | Q(written_by(user))


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
