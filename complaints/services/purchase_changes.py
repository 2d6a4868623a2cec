"""Guards purchases under proposals: a change is refused, or starts the approval again (T6)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import InvalidInput, RuleViolation
from aftersales.staff.models import Actor
from aftersales.web.figures import listed, money
from customers.models import Purchase

from ..enums import ApprovalState, FulfilmentState, ProposalState
from ..models import Fulfilment, ProposalLine, Ticket
from ..queries.stake import LIVE
from ..rules.fulfilment import pieces_bound
from . import approval_restart
from .common import locked_ticket
from .fulfilment import has_begun

# What an approval rests on. The quantity only has a lower limit.
RESTS_ON = frozenset({"product", "unit_price", "serial", "grade", "batch", "purchased_on", "contract_number"})
# What may not change while the goods are on their way.
FIXED = frozenset({"product", "unit_price", "serial", "grade", "batch"})
BOUND = (ProposalState.SUBMITTED, ProposalState.APPROVED)


def lock_tickets(
    *, actor: Actor, now: datetime, purchase_id: int | None = None, customer_ids: Collection[int] = ()
) -> list[int]:
    """Lock the tickets with live approvals of a purchase or of customers, before those are locked: tickets always come
    first."""
    ids = set() if purchase_id is None else _tickets_of([purchase_id])
    live = Ticket.objects.filter(customer__in=customer_ids, proposals__approvals__state__in=LIVE)
    ids |= set(live.values_list("pk", flat=True)) if customer_ids else set()
    for ticket_id in sorted(ids):
        locked_ticket(ticket_id)
    return sorted(ids)


def on_change(*, purchase: Purchase, before: Mapping[str, Any], actor: Actor, now: datetime) -> None:
    """Check a change that was just written. before: the earlier values of the changed fields."""
    lines = list(
        ProposalLine.objects.filter(purchase=purchase, proposal__state__in=BOUND).select_related("proposal__ticket")
    )
    _check_quantity(purchase, before, lines)
    _check_price(purchase, before, lines)
    if before.keys() & FIXED:
        _refuse_under_way(purchase, lines)
    if before.keys() & RESTS_ON:
        approval_restart.check_again(tickets=_tickets_of([purchase.pk]), what="purchase", actor=actor, now=now)


def on_product_change(*, product_id: int, actor: Actor, now: datetime) -> None:
    """The list price of a product, or whether it has batches, was changed: check what waits for approval."""
    pending = Ticket.objects.filter(proposals__approvals__state=ApprovalState.PENDING)
    by_line = pending.filter(proposals__lines__purchase__product=product_id)
    ids = {
        *by_line.values_list("pk", flat=True),
        *pending.filter(purchase__product=product_id).values_list("pk", flat=True),
    }
    approval_restart.check_again(tickets=ids, what="product", actor=actor, now=now)


def on_customer_change(*, customer_id: int, actor: Actor, now: datetime) -> None:
    """The tier of a customer was changed, or another customer was merged into it."""
    live = Ticket.objects.filter(customer=customer_id, proposals__approvals__state__in=LIVE)
    approval_restart.check_again(tickets=live.values_list("pk", flat=True), what="customer", actor=actor, now=now)


def _tickets_of(purchases: Collection[int]) -> set[int]:
    """The ids of the tickets with a live approval that names one of the purchases."""
    live = Ticket.objects.filter(proposals__approvals__state__in=LIVE)
    by_line = live.filter(proposals__lines__purchase__in=purchases).values_list("pk", flat=True)
    return {*by_line, *live.filter(purchase__in=purchases).values_list("pk", flat=True)}


def _check_quantity(purchase: Purchase, before: Mapping[str, Any], lines: list[ProposalLine]) -> None:
    if "quantity" not in before or purchase.quantity >= before["quantity"]:
        return
    bound = pieces_bound((line.proposal_id, line.proposal.remedy, line.quantity) for line in lines)
    if purchase.quantity < bound:
        raise InvalidInput(
            _("%(count)s are proposed, approved or returned under %(numbers)s. The quantity can’t be lower."),
            code="below_proposed",
            field="quantity",
            params={"count": bound, "numbers": _numbers(lines)},
        )


def _check_price(purchase: Purchase, before: Mapping[str, Any], lines: list[ProposalLine]) -> None:
    if "unit_price" not in before or purchase.unit_price >= before["unit_price"]:
        return
    above = [line for line in lines if line.unit_price > purchase.unit_price and not line.price_reason]
    if above:
        raise InvalidInput(
            _("%(price)s is proposed or approved under %(numbers)s. The price paid can’t be lower."),
            code="below_proposed",
            field="unit_price",
            params={"price": money(max(line.unit_price for line in above)), "numbers": _numbers(above)},
        )


def _refuse_under_way(purchase: Purchase, lines: list[ProposalLine]) -> None:
    """Refuse to change the goods while they are received, inspected, paid or replaced."""
    running = Fulfilment.objects.filter(proposal__in={line.proposal_id for line in lines}).exclude(
        state__in=[FulfilmentState.DONE, FulfilmentState.CANCELLED]
    )
    begun = {row.proposal_id for row in running if has_begun(row)}
    if begun:
        raise RuleViolation(
            _("It is being fulfilled under %(numbers)s. Change the purchase when that is done."),
            code="under_fulfilment",
            params={"numbers": _numbers([line for line in lines if line.proposal_id in begun])},
        )


def _numbers(lines: list[ProposalLine]) -> str:
    return listed(dict.fromkeys(line.proposal.ticket.number for line in lines))
