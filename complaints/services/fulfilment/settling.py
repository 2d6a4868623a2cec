"""What the customer gets: refunds, replacements, repaired or refused goods; or the end without them."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import Conflict, InvalidInput, RuleViolation, ensure
from aftersales.kernel.money import check_amount
from aftersales.staff.models import User
from aftersales.store.dates import company_date
from aftersales.store.writing import save_with_history

from ... import permissions
from ...enums import FulfilmentState, RecordKind, Remedy
from ...models import Fulfilment, FulfilmentLine, Refund
from ...permissions.duties import refuse_conflict
from ...rules.duties import PAYER
from ...rules.fulfilment import PAYS, check_refund, return_due
from ..common import event
from . import units
from .progress import count_money, lines_of, locked, save_fulfilment, step
from .records import day_of, last_day, naming, record

# The entries that a refund follows.
BEFORE_MONEY = (RecordKind.RECEIPT, RecordKind.INSPECTION, RecordKind.WAIVER, RecordKind.KEPT)


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
    """Record a refund. The payer must not be its proposer or approver; the sum must not exceed what was approved (T7).

    request_key: a repeated request with the same key returns the refund that exists; with another content: Conflict.
    """
    row, ticket = locked(fulfilment_id)
    if request_key and (known := Refund.objects.filter(request_key=request_key).first()):
        return _same_refund(known, row, (amount, paid_on, reference.strip()[:100]))
    refuse_conflict(actor, PAYER, row)
    ensure(permissions.can_record_refund(actor, row))
    if row.proposal.remedy not in PAYS:
        raise RuleViolation(_("This remedy involves no payment to the customer."), code="no_refund")
    check_refund(amount, payable=row.payable, refunded=row.refunded)
    step(row, ticket, "settle_part")
    check_amount(amount, field="amount")
    day_of(row, paid_on, now=now, field="paid_on", since=last_day(row, *BEFORE_MONEY))
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


def _same_refund(known: Refund, row: Fulfilment, asked: tuple[Decimal, date, str]) -> Refund:
    """The refund that a repeated request returns. Refuses a key that belongs to another refund, or to this one with
    another content."""
    if known.fulfilment_id != row.pk or (known.amount, known.paid_on, known.reference) != asked:
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
    serial_reasons: Mapping[int, str] | None = None,
    warranty_until: Mapping[int, date] | None = None,
    goods_due_on: date | None = None,
    sent_on: date | None = None,
) -> Fulfilment:
    """Record that a replacement or repaired goods were sent to the customer.

    counts: how many of each fulfilment line; None means all that may be sent. Replacements tracked by serial number
    need as many serial numbers, which nobody else has; serial_reasons says why one is missing or right all the same.
    If a replacement is sent before the goods are back, the date by which they are due is set. sent_on: today by
    default.
    """
    row, ticket = locked(fulfilment_id)
    ensure(permissions.can_fulfil(actor, row))
    if row.proposal.remedy in PAYS:
        raise RuleViolation(_("This remedy involves no dispatch to the customer."), code="nothing_to_send")
    if not shipped_with.strip():
        raise InvalidInput(_("Enter how it was shipped."), code="empty", field="shipped_with")
    settling = row.state == FulfilmentState.SETTLING
    step(row, ticket, "settle_part" if settling else "replace_first")
    lines = lines_of(row)
    outgoing = _outgoing(row, lines, counts, serials or {})
    repaired = row.proposal.remedy == Remedy.REPAIR
    since = last_day(row, RecordKind.RECEIPT, RecordKind.INSPECTION) if repaired else None
    day = day_of(row, sent_on, now=now, field="sent_on", since=since)
    row.shipped_with = shipped_with.strip()[:100]
    facts: dict[str, Any] = {"on": day, "note": row.shipped_with, "actor": actor, "now": now}
    for pk, count in outgoing.items():
        line, why = lines[pk], (serial_reasons or {}).get(pk, "").strip()
        given = units.cleaned((serials or {}).get(pk, ()))
        with naming(line, lines):
            line.count = line.count.send(count, sendable=line.count.sendable(row.proposal.remedy))
            if row.proposal.remedy == Remedy.EXCHANGE:
                units.check(line, given, count, why)
            entry = record(
                row, line, RecordKind.DISPATCH, quantity=count, serials=", ".join(given), reason=why[:200], **facts
            )
            if row.proposal.remedy == Remedy.EXCHANGE:
                until = (warranty_until or {}).get(pk)
                units.replace(line, given, count, entry, until, why, actor=actor, now=now)
            else:
                entry.serials = ", ".join(units.give_back(line, count, entry, actor=actor, now=now))
                save_with_history(entry, actor=actor, reason="sent")
        save_with_history(line, actor=actor, reason="sent")
    if not lines:
        record(row, None, RecordKind.DISPATCH, quantity=1, **facts)
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
        sent = counts is None and any(line.sent for line in lines.values())
        raise (Conflict if sent else InvalidInput)(
            _("None of this can be sent now."), code="nothing_left", field="lines"
        )
    return outgoing


@transaction.atomic
def send_back(
    *,
    fulfilment_id: int,
    shipped_with: str,
    actor: User,
    now: datetime,
    counts: Mapping[int, int] | None = None,
    serials: Mapping[int, Sequence[str]] | None = None,
    serial_reasons: Mapping[int, str] | None = None,
    sent_on: date | None = None,
) -> Fulfilment:
    """Record that refused goods went back to the customer. counts: None means all of them. shipped_with: how; also that
    the customer collected them or does not want them. sent_on: today by default."""
    row, ticket = locked(fulfilment_id)
    ensure(permissions.can_fulfil(actor, row))
    if not shipped_with.strip():
        raise InvalidInput(_("Enter how it was shipped."), code="empty", field="shipped_with")
    step(row, ticket, "send_back")
    lines = lines_of(row)
    may = {pk: line.count.to_send_back for pk, line in lines.items()}
    outgoing = {pk: count for pk, count in (may if counts is None else counts).items() if count}
    if not outgoing or not set(outgoing) | set(serials or {}) <= set(lines):
        gone = counts is None and any(line.sent_back for line in lines.values())
        raise (Conflict if gone else InvalidInput)(
            _("No refused goods are left to send back."), code="nothing_left", field="lines"
        )
    day = day_of(row, sent_on, now=now, field="sent_on", since=last_day(row, RecordKind.INSPECTION))
    for pk, count in outgoing.items():
        line, why = lines[pk], (serial_reasons or {}).get(pk, "").strip()
        given = units.cleaned((serials or {}).get(pk, ()))
        with naming(line, lines):
            line.count = line.count.send_back(count)
            units.refuse(line, count, given, why, actor=actor, now=now)
        facts = {"note": shipped_with.strip()[:100], "serials": ", ".join(given), "reason": why[:200]}
        record(row, line, RecordKind.RETURN, quantity=count, on=day, actor=actor, now=now, **facts)
        save_with_history(line, actor=actor, reason="sent back")
    event(ticket, "goods_sent_back", actor=actor, now=now, shipped_with=shipped_with.strip()[:100])
    save_fulfilment(row, ticket, reason="sent back", actor=actor, now=now)
    return row


@transaction.atomic
def end(*, fulfilment_id: int, reason: str, actor: User, now: datetime) -> Fulfilment:
    """End the fulfilment without what the customer has not got yet: the customer gives it up.

    Refused goods that are here must still be sent back.
    """
    row, ticket = locked(fulfilment_id)
    ensure(permissions.can_end(actor, row))
    if not reason.strip():
        raise InvalidInput(_("Enter a reason."), code="reason_missing", field="reason")
    step(row, ticket, "end")
    lines, day = lines_of(row), day_of(row, None, now=now, field="reason")
    facts: dict[str, Any] = {"on": day, "note": reason.strip(), "actor": actor, "now": now}
    pays = row.proposal.remedy in PAYS
    for line in lines.values():
        if line.count.to_send and not pays:
            record(row, line, RecordKind.END, quantity=line.count.to_send, **facts)
            line.forgone += line.count.to_send
            save_with_history(line, actor=actor, reason=f"ended: {reason.strip()}"[:100])
    if pays or not lines:
        record(row, None, RecordKind.END, quantity=0 if pays else 1, cost=row.left_to_refund, **facts)
        row.forgone += row.left_to_refund
    count_money(row)
    event(ticket, "fulfilment_ended", actor=actor, now=now, reason=reason.strip())
    save_fulfilment(row, ticket, reason=f"ended: {reason.strip()}", actor=actor, now=now)
    return row
