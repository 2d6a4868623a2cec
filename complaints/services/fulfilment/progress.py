"""The start, cancellation and end of a fulfilment."""

from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import RuleViolation
from aftersales.notifications.services.notifications import notify
from aftersales.staff.models import Actor, Department, User
from aftersales.store.writing import create_all_with_history, delete_with_history, lock, save_with_history

from ...enums import FulfilmentState, RecordKind
from ...models import Fulfilment, FulfilmentLine, Proposal, Ticket
from ...rules.fulfilment import PAYS, Worth, payable
from ...rules.promises import Event
from ...rules.workflow import FULFILMENT, FULFILMENT_START
from .. import sla_targets
from ..common import done_meanwhile, locked_ticket, move, save
from .repairs import note_stays

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
    row.forgone = Decimal(0)
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
    """Whether anything was recorded: goods, money or a replacement."""
    return bool(
        row.shipped_with
        or row.refunds.exists()
        or row.records.exists()
        or row.lines.filter(received__gt=0).exists()
        or row.state == FulfilmentState.DONE
    )


def has_finished(row: Fulfilment) -> bool:
    """Whether it was fulfilled once, even if a record was corrected since."""
    return bool(row.state == FulfilmentState.DONE or row.history.filter(state=FulfilmentState.DONE).exists())


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


def step(row: Fulfilment, ticket: Ticket, action: str) -> None:
    """Set the state that follows from an action. Raises Conflict if somebody else has done meanwhile what it needs."""
    if not FULFILMENT.allows(row.state, action) and (row.state == FulfilmentState.DONE or row.version > 1):
        raise done_meanwhile(ticket, code="action_not_allowed")
    row.state = FULFILMENT.next(row.state, action)


def count_money(row: Fulfilment) -> None:
    """Set what is payable by the goods that may still come, less what the customer gives up."""
    row.payable = due_money(row) - row.forgone


def due_money(row: Fulfilment, *, earned: bool = False) -> Decimal:
    proposal = row.proposal
    if proposal.remedy not in PAYS:
        return Decimal(0)
    goods = [Worth(line.line.unit_price, line.count) for line in row.lines.select_related("line")]
    return payable(
        goods,
        approved=proposal.approved_amount or Decimal(0),
        amount=proposal.amount,
        costs=proposal.costs,
        earned=earned,
    )


def check_follows(row: Fulfilment) -> None:
    """Refuse to take away what something that was recorded rests on."""
    counts = [line.count for line in row.lines.all()]
    repaired = row.proposal.remedy == "repair"
    rests = {
        _("the refund"): row.refunded > due_money(row, earned=True) - row.forgone,
        _("the inspection"): any(count.to_inspect < 0 for count in counts),
        _("the return of refused goods"): any(count.to_send_back < 0 for count in counts),
        _("the dispatch"): any(count.to_send < 0 or (repaired and count.sent > count.earned) for count in counts),
    }
    if found := next((what for what, broken in rests.items() if broken), None):
        raise RuleViolation(
            _("More was recorded after it. Correct first: %(what)s."), code="rests_on_it", params={"what": found}
        )


def save_fulfilment(row: Fulfilment, ticket: Ticket, *, reason: str, actor: User, now: datetime) -> None:
    """Save the fulfilment as a new version. If nothing is left to do, the ticket waits for the customer's
    confirmation."""
    row.version += 1
    counts = [line.count for line in row.lines.all()]
    if not any(count.outstanding for count in counts):
        row.goods_due_on = None
    count_money(row)
    if row.state == FulfilmentState.SETTLING and _is_done(row):
        row.state = FULFILMENT.next(row.state, "settle")
        _finish(row, ticket, actor=actor, now=now)
        reason = "carried out"
    elif row.state == FulfilmentState.SETTLING and row.left_to_refund and reason in {"inspected", "waived", "kept"}:
        _notify_payers(row, ticket, now)
    save_with_history(row, actor=actor, reason=reason[:100])
    note_stays(row, ticket, actor=actor, now=now)
    save(ticket, actor=actor, now=now, reason=reason)


def _is_done(row: Fulfilment) -> bool:
    counts = [line.count for line in row.lines.all()]
    if any(count.to_send_back for count in counts):
        return False
    if row.proposal.remedy in PAYS:
        return row.left_to_refund == 0
    if counts:
        return all(count.to_send == 0 for count in counts)
    return row.records.filter(kind__in=[RecordKind.DISPATCH, RecordKind.END], reverses=None, reversed_by=None).exists()


def _finish(row: Fulfilment, ticket: Ticket, *, actor: User, now: datetime) -> None:
    row.finished_at = now
    move(ticket, "complete")
    sla_targets.apply(ticket, Event.FULFILLED, actor=actor, now=now)
    notify(
        users=[ticket.owner] if ticket.owner_id != actor.pk else [],
        template="fulfilment_done",
        params={"number": ticket.number, "subject": ticket.subject},
        url=ticket.get_absolute_url(),
        key=f"fulfilment-done:{row.pk}:{row.version}",
        now=now,
    )
