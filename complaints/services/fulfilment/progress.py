"""The start, cancellation and end of a fulfilment."""

from datetime import datetime
from decimal import Decimal

from aftersales.notifications.services.notifications import notify
from aftersales.staff.models import Actor, Department, User
from aftersales.store.writing import create_all_with_history, delete_with_history, lock, save_with_history

from ...enums import FulfilmentState
from ...models import Fulfilment, FulfilmentLine, Proposal, Ticket
from ...rules.fulfilment import PAYS, sent_in_full
from ...rules.workflow import FULFILMENT, FULFILMENT_START
from .. import sla_targets
from ..common import locked_ticket, move, save

FULFILMENT_DEPARTMENT = "warehouse"
PAYING_DEPARTMENT = "finance"


def start(proposal: Proposal, ticket: Ticket, *, actor: Actor, now: datetime) -> Fulfilment:
    """Start the fulfilment of an approved proposal.

    If the proposal had an approval that was voided, its fulfilment starts again from the beginning.
    """
    state = FULFILMENT_START[proposal.remedy]
    lines = list(proposal.lines.all()) if state == FulfilmentState.AWAITING_GOODS else []
    if state == FulfilmentState.AWAITING_GOODS and (proposal.no_return_required or not lines):
        state = FULFILMENT.next(state, "no_return_required")
    row = Fulfilment.objects.filter(proposal=proposal).first() or Fulfilment(proposal=proposal)
    row.state, row.started_at, row.finished_at = state, now, None
    pays = proposal.remedy in PAYS
    row.payable = (proposal.approved_amount or Decimal(0)) if pays else Decimal(0)
    row.department = Department.objects.filter(code=FULFILMENT_DEPARTMENT).first()
    row.paying_department = Department.objects.filter(code=PAYING_DEPARTMENT).first() if pays else None
    save_with_history(row, actor=actor, reason="approved")
    waived = proposal.no_return_required
    fulfilment_lines = [
        FulfilmentLine(
            fulfilment=row,
            line=line,
            expected=line.quantity,
            waived=line.quantity if waived else 0,
            waived_reason=proposal.no_return_reason if waived else "",
        )
        for line in lines
    ]
    create_all_with_history(FulfilmentLine, fulfilment_lines, actor=actor, reason="approved")
    if state == FulfilmentState.SETTLING and pays:
        _notify_payers(row, ticket, now)
    else:
        _notify_department(row, row.department, ticket, "fulfilment_waiting", now)
    return row


def _notify_department(
    row: Fulfilment, department: Department | None, ticket: Ticket, template: str, now: datetime
) -> None:
    if department is None:
        return
    notify(
        users=department.people.filter(is_active=True),
        template=template,
        params={"number": ticket.number, "subject": ticket.subject, "amount": f"{row.left_to_refund:,.2f}"},
        url=ticket.get_absolute_url(),
        key=f"{template}:{row.pk}:{row.version}",
        now=now,
    )


def _notify_payers(row: Fulfilment, ticket: Ticket, now: datetime) -> None:
    _notify_department(row, row.paying_department or row.department, ticket, "refund_waiting", now)


def has_begun(row: Fulfilment) -> bool:
    """Whether goods were received, money was paid or a replacement was sent."""
    return bool(
        row.shipped_with
        or row.refunds.exists()
        or row.lines.filter(received__gt=0).exists()
        or row.state == FulfilmentState.DONE
    )


def cancel(row: Fulfilment, *, actor: Actor, now: datetime) -> None:
    """Cancel a fulfilment whose approval was voided before anything was done."""
    row.state = FULFILMENT.next(row.state, "cancel")
    for line in row.lines.all():
        delete_with_history(line, actor=actor, reason="approval void")
    row.payable, row.finished_at, row.goods_due_on = Decimal(0), now, None
    row.version += 1
    save_with_history(row, actor=actor, reason="cancelled")


def locked(fulfilment_id: int) -> tuple[Fulfilment, Ticket]:
    """The fulfilment and its ticket, locked. The ticket is locked first, as in every service."""
    ticket_id = Fulfilment.objects.filter(pk=fulfilment_id).values_list("proposal__ticket_id", flat=True).first()
    ticket = locked_ticket(ticket_id or 0)
    return lock(Fulfilment.objects.select_related("proposal"), pk=fulfilment_id), ticket


def lines_of(row: Fulfilment) -> dict[int, FulfilmentLine]:
    return {line.pk: line for line in row.lines.select_related("line__purchase__product")}


def save_fulfilment(row: Fulfilment, ticket: Ticket, *, reason: str, actor: User, now: datetime) -> None:
    """Save the fulfilment as a new version. If nothing is left to do, the ticket waits for the customer's
    confirmation."""
    row.version += 1
    counts = [line.count for line in row.lines.all()]
    if not any(count.outstanding for count in counts):
        row.goods_due_on = None
    if row.state == FulfilmentState.SETTLING and _is_done(row, bool(counts) and sent_in_full(counts)):
        row.state = FULFILMENT.next(row.state, "settle")
        _finish(row, ticket, actor=actor, now=now)
        reason = "carried out"
    elif row.state == FulfilmentState.SETTLING and row.left_to_refund and reason in {"inspected", "waived"}:
        _notify_payers(row, ticket, now)
    save_with_history(row, actor=actor, reason=reason)
    save(ticket, actor=actor, now=now, reason=reason)


def _is_done(row: Fulfilment, all_sent: bool) -> bool:
    if row.proposal.remedy in PAYS:
        return row.left_to_refund == 0
    return all_sent or (bool(row.shipped_with) and not row.lines.exists())


def _finish(row: Fulfilment, ticket: Ticket, *, actor: User, now: datetime) -> None:
    row.finished_at = now
    move(ticket, "complete")
    sla_targets.meet(ticket, "solution", actor=actor, now=now)
    sla_targets.set_next_due(ticket)
    notify(
        users=[ticket.owner] if ticket.owner_id != actor.pk else [],
        template="fulfilment_done",
        params={"number": ticket.number, "subject": ticket.subject},
        url=ticket.get_absolute_url(),
        key=f"fulfilment-done:{row.pk}:{row.version}",
        now=now,
    )
