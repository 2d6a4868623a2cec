"""Counter-entries: a wrong record stays, and an entry with a reason takes it back."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import Conflict, InvalidInput, RuleViolation, ensure
from aftersales.staff.models import User
from aftersales.store.dates import company_date
from aftersales.store.writing import save_with_history

from ... import permissions
from ...enums import FulfilmentState, RecordKind, State
from ...models import Fulfilment, FulfilmentLine, GoodsRecord, Refund, Ticket
from ...permissions.duties import refuse_conflict
from ...rules.duties import PAYER
from ...rules.fulfilment import state_after
from ...rules.workflow import FULFILMENT
from ..common import event, move
from . import units
from .progress import check_follows, count_money, lines_of, locked, save_fulfilment
from .records import COUNTED, record, standing

GOODS, REFUND = "goods", "refund"
# How a fulfilment returns to a state in which a corrected record is due again.
AGAIN = {FulfilmentState.AWAITING_GOODS: "await_again", FulfilmentState.INSPECTING: "inspect_again"}


@transaction.atomic
def correct_record(*, fulfilment_id: int, entry: str, reason: str, actor: User, now: datetime) -> Fulfilment:
    """Take back a wrong record by a counter-entry. What rests on it must be corrected first.

    entry: "goods-12" or "refund-3". A finished fulfilment continues, and so does its ticket.
    """
    row, ticket = locked(fulfilment_id)
    if not reason.strip():
        raise InvalidInput(_("Enter a reason."), code="reason_missing", field="reason")
    kind, _dash, pk = entry.partition("-")
    _check_ticket(row, ticket)
    if kind == REFUND:
        _correct_refund(row, ticket, pk, reason.strip()[:200], actor, now)
    else:
        _correct_goods(row, ticket, pk if kind == GOODS else "0", reason.strip()[:200], actor, now)
    count_money(row)
    check_follows(row)
    if row.state == FulfilmentState.DONE:
        row.state, row.finished_at = FULFILMENT.next(row.state, "reopen"), None
        move(ticket, "correct")
        ticket.confirmed_at = None
    stands = state_after(line.count for line in row.lines.all())
    if stands != row.state and stands in AGAIN:
        row.state = FULFILMENT.next(row.state, AGAIN[FulfilmentState(stands)])
    elif stands != row.state:
        row.state = FULFILMENT.next(row.state, "inspect")
    save_fulfilment(row, ticket, reason=f"corrected: {reason.strip()}", actor=actor, now=now)
    return row


def _check_ticket(row: Fulfilment, ticket: Ticket) -> None:
    if row.state == FulfilmentState.CANCELLED:
        raise RuleViolation(_("This fulfilment was cancelled."), code="cancelled")
    if ticket.state in {State.CLOSED, State.WITHDRAWN}:
        raise RuleViolation(_("The ticket is closed. Reopen it first."), code="closed")
    if row.state == FulfilmentState.DONE and ticket.state not in {State.CONFIRMING, State.VERIFYING}:
        raise RuleViolation(
            _("Another resolution of this ticket is in progress. Finish or recall it first."), code="another_runs"
        )


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 11 else 0


def _correct_refund(row: Fulfilment, ticket: Ticket, pk: str, reason: str, actor: User, now: datetime) -> None:
    refuse_conflict(actor, PAYER, row)
    ensure(permissions.can_record_refund(actor, row))
    wrong = row.refunds.filter(pk=_number(pk), reverses=None).first()
    if wrong is None:
        raise InvalidInput(_("Choose the record to correct."), code="unknown_record", field="entry")
    if row.refunds.filter(reverses=wrong).exists():
        raise _corrected_already()
    counter = Refund(
        fulfilment=row,
        amount=-wrong.amount,
        paid_on=company_date(now),
        reference=wrong.reference,
        reverses=wrong,
        reason=reason,
        recorded_by=actor,
        recorded_at=now,
    )
    save_with_history(counter, actor=actor, reason=f"corrected: {reason}"[:100])
    row.refunded -= wrong.amount
    event(ticket, "refund_corrected", actor=actor, now=now, amount=wrong.amount, reason=reason)


def _correct_goods(row: Fulfilment, ticket: Ticket, pk: str, reason: str, actor: User, now: datetime) -> None:
    ensure(permissions.can_correct_goods(actor, row))
    wrong = row.records.filter(pk=_number(pk), reverses=None).first()
    if wrong is None:
        raise InvalidInput(_("Choose the record to correct."), code="unknown_record", field="entry")
    if row.records.filter(reverses=wrong).exists():
        raise _corrected_already()
    kind, line = RecordKind(wrong.kind), lines_of(row).get(wrong.line_id or 0)
    ensure(kind not in permissions.DECISIONS or wrong.recorded_by_id == actor.pk or permissions.can_end(actor, row))
    record(
        row,
        line,
        kind,
        quantity=-wrong.quantity,
        refused=-wrong.refused,
        cost=wrong.cost,
        on=company_date(now),
        serials=wrong.serials,
        reverses=wrong,
        reason=reason,
        actor=actor,
        now=now,
    )
    if line is not None:
        _undo_pieces(line, kind, wrong, actor, now)
        name = COUNTED[kind]
        if getattr(line, name) < wrong.quantity or line.refused < wrong.refused:
            raise _corrected_already()
        setattr(line, name, getattr(line, name) - wrong.quantity)
        line.refused -= wrong.refused
        _check_line(line)
        _show_last(row, line, kind)
        save_with_history(line, actor=actor, reason=f"corrected: {reason}"[:100])
    elif kind == RecordKind.END:
        row.forgone -= wrong.cost
    if kind == RecordKind.DISPATCH:
        row.shipped_with = standing(row).filter(kind=kind).values_list("note", flat=True).last() or ""
    event(ticket, "record_corrected", actor=actor, now=now, what=kind.label, reason=reason)


def _check_line(line: FulfilmentLine) -> None:
    """What the database would refuse, in words."""
    count = line.count
    if min(count.to_inspect, count.to_send_back, count.to_send, count.outstanding) < 0:
        what = _("the inspection") if count.to_inspect < 0 else _("the return of refused goods")
        if count.to_send < 0:
            what = _("the dispatch")
        raise RuleViolation(
            _("More was recorded after it. Correct first: %(what)s."), code="rests_on_it", params={"what": what}
        )


def _undo_pieces(line: FulfilmentLine, kind: RecordKind, wrong: GoodsRecord, actor: User, now: datetime) -> None:
    undo = {
        RecordKind.RECEIPT: units.undo_receipt,
        RecordKind.DISPATCH: units.undo_dispatch,
        RecordKind.RETURN: units.undo_return,
    }.get(kind)
    if undo:
        undo(line, wrong, actor=actor, now=now)


def _show_last(row: Fulfilment, line: FulfilmentLine, kind: RecordKind) -> None:
    """The line shows the last record that still counts."""
    last = standing(row).filter(line=line, kind=kind).order_by("pk").last()
    if kind == RecordKind.RECEIPT:
        line.condition, line.received_by = (last.note, last.recorded_by) if last else ("", None)
        line.received_at = last.recorded_at if last else None
    elif kind == RecordKind.WAIVER:
        line.waived_reason = last.note[:200] if last else ""
    elif kind == RecordKind.INSPECTION:
        line.result, line.finding = (last.result, last.note) if last else ("", "")
        line.disposition, line.cost = (last.disposition, last.cost) if last else ("", 0)
        line.inspected_by, line.inspected_at = (last.recorded_by, last.recorded_at) if last else (None, None)


def _corrected_already() -> Conflict:
    return Conflict(_("This record has been corrected already."), code="corrected_already", field="entry")
