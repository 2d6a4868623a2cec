"""Carrying out: goods back, inspected, refunded or replaced, until nothing is open (T7)."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import Conflict, InvalidInput, NotPermitted, RuleViolation
from aftersales.office.services.notices import notify
from aftersales.staff.models import Department, User
from aftersales.web.service import lock, record, record_all, remove

from .. import permissions
from ..enums import Disposition, FulfilmentState, Remedy
from ..models import Fulfilment, FulfilmentLine, Proposal, Refund, Ticket
from ..rules.workflow import FULFILMENT, FULFILMENT_START
from . import promises
from .common import demand, event, locked_ticket, move, save

PAYS = frozenset({Remedy.REFUND, Remedy.COMPENSATION})
CARRYING_OUT_DEPARTMENT = "warehouse"


def start(proposal: Proposal, ticket: Ticket, *, actor: User | None, now: datetime) -> Fulfilment:
    """Begin after approval. A proposal approved again after it was void starts its fulfilment anew."""
    state = FULFILMENT_START[proposal.remedy]
    goods_back = state == FulfilmentState.AWAITING_GOODS and proposal.lines.exists()
    if state == FulfilmentState.AWAITING_GOODS and (proposal.no_return_required or not goods_back):
        state = FULFILMENT.next(state, "no_return_required")
        goods_back = False
    row = Fulfilment.objects.filter(proposal=proposal).first() or Fulfilment(proposal=proposal)
    row.state, row.started_at, row.finished_at = state, now, None
    row.department = Department.objects.filter(code=CARRYING_OUT_DEPARTMENT).first()
    record(row, actor=actor, reason="approved")
    if goods_back:
        lines = [FulfilmentLine(fulfilment=row, line=line, expected=line.quantity) for line in proposal.lines.all()]
        record_all(FulfilmentLine, lines, actor=actor, reason="approved")
    if row.department:
        notify(
            users=row.department.people.filter(is_active=True), template="fulfilment_waiting",
            params={"number": ticket.number, "subject": ticket.subject}, url=ticket.get_absolute_url(),
            key=f"fulfilment:{row.pk}:{row.version}", now=now,
        )  # fmt: skip
    return row


def has_begun(row: Fulfilment) -> bool:
    """Whether goods came in, money was paid or a replacement left."""
    return bool(
        row.shipped_with
        or row.refunds.exists()
        or row.lines.filter(received__gt=0).exists()
        or row.state == FulfilmentState.DONE
    )


def cancel(row: Fulfilment, *, actor: User | None, now: datetime) -> None:
    """The approval is void before anything was carried out."""
    row.state = FULFILMENT.next(row.state, "cancel")
    for line in row.lines.all():
        remove(line, actor=actor, reason="approval void")
    row.finished_at = now
    row.version += 1
    record(row, actor=actor, reason="cancelled")


def _locked(fulfilment_id: int) -> tuple[Fulfilment, Ticket]:
    ticket_id = Fulfilment.objects.filter(pk=fulfilment_id).values_list("proposal__ticket_id", flat=True).first()
    ticket = locked_ticket(ticket_id or 0)
    return lock(Fulfilment.objects.select_related("proposal"), pk=fulfilment_id), ticket


@transaction.atomic
def receive_goods(
    *, fulfilment_id: int, quantities: Mapping[int, int], condition: str, actor: User, now: datetime
) -> Fulfilment:
    """Goods came back, in whole or in part. quantities: {fulfilment line id: how many came now}."""
    row, ticket = _locked(fulfilment_id)
    demand(permissions.can_carry_out(actor, row))
    lines = {line.pk: line for line in row.lines.all()}
    arrived = {pk: count for pk, count in quantities.items() if count}
    if not arrived or min(arrived.values()) < 0 or not set(arrived) <= set(lines):
        raise InvalidInput(_("Enter how many came back."), code="no_quantity", field="quantity")
    row.state = FULFILMENT.next(row.state, "receive")
    for pk, count in arrived.items():
        _receive(lines[pk], count, condition, actor, now)
    row.version += 1
    record(row, actor=actor, reason="goods received")
    event(ticket, "goods_received", actor=actor, now=now, count=sum(arrived.values()), condition=condition.strip())
    save(ticket, actor=actor, now=now, reason="goods received")
    return row


def _receive(line: FulfilmentLine, count: int, condition: str, actor: User, now: datetime) -> None:
    if line.received + count > line.expected:
        raise InvalidInput(
            _("%(expected)s were expected and %(received)s are here already. Your entry is kept."),
            code="too_many", field="quantity", params={"expected": line.expected, "received": line.received},
        )  # fmt: skip
    line.received += count
    line.received_at, line.received_by, line.condition = now, actor, condition.strip()[:200]
    record(line, actor=actor, reason="received")


@transaction.atomic
def inspect_goods(
    *, fulfilment_id: int, findings: Mapping[int, tuple[str, str]], actor: User, now: datetime
) -> Fulfilment:
    """What inspection found. findings: {fulfilment line id: (finding, disposition)}."""
    row, ticket = _locked(fulfilment_id)
    demand(permissions.can_carry_out(actor, row))
    next_state = FULFILMENT.next(row.state, "inspect")
    lines = {line.pk: line for line in row.lines.all()}
    for pk, (finding, disposition) in findings.items():
        if pk not in lines or disposition not in Disposition.values or not finding.strip():
            raise InvalidInput(
                _("Write the finding and choose what becomes of the goods."), code="incomplete", field="finding"
            )
        line = lines[pk]
        line.finding, line.disposition, line.inspected_at, line.inspected_by = finding.strip(), disposition, now, actor
        record(line, actor=actor, reason="inspected")
    if any(line.received and not line.inspected_at for line in lines.values()):
        raise InvalidInput(_("Some goods are not inspected yet."), code="incomplete", field="finding")
    # Goods still on their way keep the return open.
    complete = all(line.received == line.expected for line in lines.values())
    row.state = next_state if complete else row.state
    row.version += 1
    record(row, actor=actor, reason="inspected")
    event(ticket, "inspected", actor=actor, now=now)
    save(ticket, actor=actor, now=now, reason="inspected")
    return row


@transaction.atomic
def record_refund(
    *, fulfilment_id: int, amount: Decimal, paid_on: date, reference: str, actor: User, now: datetime,
    request_key: str | None = None,
) -> Refund:  # fmt: skip
    """Money was paid back: by somebody else than who proposed it, never more than approved (T7)."""
    row, ticket = _locked(fulfilment_id)
    if request_key and (known := Refund.objects.filter(request_key=request_key).first()):
        return _same_refund(known, row)
    if actor.pk in permissions.authors(row.proposal):
        raise NotPermitted(_("Who proposed the refund cannot record it. Ask a colleague."), code="own_proposal")
    demand(permissions.can_record_refund(actor, row))
    if row.proposal.remedy not in PAYS:
        raise RuleViolation(_("This remedy pays nothing to the customer."), code="no_refund")
    left = (row.proposal.approved_amount or Decimal(0)) - refunded(row)
    if not 0 < amount <= left:
        raise InvalidInput(
            _("At most %(left)s of the approved amount is left to refund. Your entry is kept."),
            code="more_than_approved", field="amount", params={"left": left},
        )  # fmt: skip
    if paid_on > timezone.localdate(now):
        raise InvalidInput(_("The payment date is in the future."), code="future", field="paid_on")
    whole = amount == left
    row.state = FULFILMENT.next(row.state, "settle" if whole else "settle_part")
    refund = Refund(
        fulfilment=row, amount=amount, paid_on=paid_on, reference=reference.strip()[:100], recorded_by=actor,
        recorded_at=now, request_key=request_key,
    )  # fmt: skip
    record(refund, actor=actor, reason="refunded")
    event(ticket, "refunded", actor=actor, now=now, amount=amount)
    _settled(row, ticket, done=whole, actor=actor, now=now)
    return refund


def _same_refund(known: Refund, row: Fulfilment) -> Refund:
    """The answer to a repeat; the key of another refund must not swallow this one."""
    if known.fulfilment_id != row.pk:
        raise Conflict(_("This key was used for another refund. Send a new one."), code="key_used", field="request_key")
    return known


@transaction.atomic
def record_dispatch(
    *, fulfilment_id: int, shipped_with: str, serials: Mapping[int, str], actor: User, now: datetime
) -> Fulfilment:
    """A replacement or repaired goods left for the customer. serials: {fulfilment line id: serial number}."""
    row, ticket = _locked(fulfilment_id)
    demand(permissions.can_carry_out(actor, row))
    if row.proposal.remedy in PAYS:
        raise RuleViolation(_("This remedy sends nothing to the customer."), code="nothing_to_send")
    if not shipped_with.strip():
        raise InvalidInput(_("Write how it was sent."), code="empty", field="shipped_with")
    settles = row.state == FulfilmentState.SETTLING
    row.state = FULFILMENT.next(row.state, "settle" if settles else "replace_first")
    row.shipped_with = shipped_with.strip()[:100]
    for line in row.lines.filter(pk__in=serials):
        line.replacement_serial = serials[line.pk].strip()[:60]
        record(line, actor=actor, reason="sent")
    event(ticket, "dispatched", actor=actor, now=now, shipped_with=row.shipped_with)
    _settled(row, ticket, done=settles, actor=actor, now=now)
    return row


def refunded(row: Fulfilment) -> Decimal:
    """The sum paid back so far."""
    return row.refunds.aggregate(total=Sum("amount"))["total"] or Decimal(0)


def _settled(row: Fulfilment, ticket: Ticket, *, done: bool, actor: User, now: datetime) -> None:
    row.version += 1
    if done:
        row.finished_at = now
        move(ticket, "complete")
        promises.meet(ticket, "solution", actor=actor, now=now)
        promises.set_next_due(ticket)
        notify(
            users=[ticket.owner] if ticket.owner_id != actor.pk else [], template="fulfilment_done",
            params={"number": ticket.number, "subject": ticket.subject}, url=ticket.get_absolute_url(),
            key=f"fulfilment-done:{row.pk}:{row.version}", now=now,
        )  # fmt: skip
    record(row, actor=actor, reason="settled")
    save(ticket, actor=actor, now=now, reason="carried out" if done else "settled in part")
