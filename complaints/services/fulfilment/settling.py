"""Refunds and dispatches."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import Conflict, InvalidInput, RuleViolation, ensure
from aftersales.staff.models import User
from aftersales.store.dates import company_date
from aftersales.store.writing import save_with_history

from ... import permissions
from ...enums import FulfilmentState, Remedy
from ...models import Fulfilment, FulfilmentLine, Refund
from ...rules.fulfilment import PAYS, check_refund, return_due
from ...rules.workflow import FULFILMENT
from ..common import event
from . import units
from .progress import lines_of, locked, save_fulfilment


@transaction.atomic
def record_refund(
    *,
    fulfilment_id: int,
    amount: Decimal,
    paid_on: date,
    reference: str,
    actor: User,
    now: datetime,
    request_key: str | None = None,
) -> Refund:
    """Record a refund. The actor must not be an author of the proposal; the sum must not exceed what was approved (T7).

    request_key: a repeated request with the same key returns the refund that exists.
    """
    row, ticket = locked(fulfilment_id)
    if request_key and (known := Refund.objects.filter(request_key=request_key).first()):
        return _same_refund(known, row)
    ensure(
        actor.pk not in permissions.authors(row.proposal),
        _("The person who proposed the refund can’t record it. Ask a colleague."),
        code="own_proposal",
    )
    ensure(permissions.can_record_refund(actor, row))
    if row.proposal.remedy not in PAYS:
        raise RuleViolation(_("This remedy involves no payment to the customer."), code="no_refund")
    check_refund(amount, payable=row.payable, refunded=row.refunded)
    if paid_on > company_date(now):
        raise InvalidInput(_("The payment date is in the future."), code="future", field="paid_on")
    row.state = FULFILMENT.next(row.state, "settle_part")
    row.refunded += amount
    refund = Refund(
        fulfilment=row,
        amount=amount,
        paid_on=paid_on,
        reference=reference.strip()[:100],
        recorded_by=actor,
        recorded_at=now,
        request_key=request_key,
    )
    save_with_history(refund, actor=actor, reason="refunded")
    event(ticket, "refunded", actor=actor, now=now, amount=amount)
    save_fulfilment(row, ticket, reason="settled", actor=actor, now=now)
    return refund


def _same_refund(known: Refund, row: Fulfilment) -> Refund:
    """The refund that a repeated request returns. Refuses a key that belongs to another refund."""
    if known.fulfilment_id != row.pk:
        raise Conflict(
            _("This key was already used for another refund. Use a new one."), code="key_used", field="request_key"
        )
    return known


@transaction.atomic
def record_dispatch(
    *,
    fulfilment_id: int,
    shipped_with: str,
    actor: User,
    now: datetime,
    counts: Mapping[int, int] | None = None,
    serials: Mapping[int, Sequence[str]] | None = None,
    warranty_until: Mapping[int, date] | None = None,
    goods_due_on: date | None = None,
) -> Fulfilment:
    """Record that a replacement or repaired goods were sent to the customer.

    counts: how many of each fulfilment line; None means all that may be sent.
    If a replacement is sent before the goods are back, the date by which they are due is set.
    """
    row, ticket = locked(fulfilment_id)
    ensure(permissions.can_fulfil(actor, row))
    if row.proposal.remedy in PAYS:
        raise RuleViolation(_("This remedy involves no dispatch to the customer."), code="nothing_to_send")
    if not shipped_with.strip():
        raise InvalidInput(_("Enter how it was shipped."), code="empty", field="shipped_with")
    settling = row.state == FulfilmentState.SETTLING
    row.state = FULFILMENT.next(row.state, "settle_part" if settling else "replace_first")
    lines = lines_of(row)
    outgoing = _outgoing(row, lines, counts, serials or {})
    for pk, count in outgoing.items():
        line = lines[pk]
        line.sent = line.count.send(count, sendable=line.count.sendable(row.proposal.remedy)).sent
        save_with_history(line, actor=actor, reason="sent")
        _send(row, line, (serials or {}).get(pk, ()), count, (warranty_until or {}).get(pk), actor, now)
    row.shipped_with = shipped_with.strip()[:100]
    if any(line.outstanding for line in lines.values()):
        row.goods_due_on = return_due(goods_due_on or row.goods_due_on, company_date(now))
        row.goods_late_told_at = None
    event(ticket, "dispatched", actor=actor, now=now, shipped_with=row.shipped_with)
    save_fulfilment(row, ticket, reason="sent", actor=actor, now=now)
    return row


def _outgoing(
    row: Fulfilment,
    lines: Mapping[int, FulfilmentLine],
    counts: Mapping[int, int] | None,
    serials: Mapping[int, Sequence[str]],
) -> dict[int, int]:
    if not lines:
        return {}
    may = {pk: line.count.sendable(row.proposal.remedy) for pk, line in lines.items()}
    outgoing = {pk: count for pk, count in (may if counts is None else counts).items() if count}
    if not outgoing or not set(outgoing) | set(serials) <= set(lines) or not set(serials) <= set(outgoing):
        raise InvalidInput(_("None of this can be sent now."), code="nothing_left", field="quantity")
    return outgoing


def _send(
    row: Fulfilment,
    line: FulfilmentLine,
    serials: Sequence[str],
    count: int,
    warranty_until: date | None,
    actor: User,
    now: datetime,
) -> None:
    if row.proposal.remedy == Remedy.EXCHANGE:
        units.replace(line, serials, count, warranty_until, actor=actor, now=now)
    else:
        units.give_back(line, count, actor=actor, now=now)
