"""Prepares a ticket as a row of a list: its tone, its SLA targets on hover, its state in the workflow."""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Prefetch, QuerySet

from aftersales.staff.models import User
from aftersales.store.dates import company_date
from aftersales.web.moments import short_when, span, time_left

from ..enums import Kind, SlaCode, State
from ..models import SlaTarget, Ticket
from ..rules import sla_targets as rules
from .ticket_page import DOTS, STAGES

# The columns that a row shows. Reading further columns would cost time and show nothing.
READ = (
    "number",
    "subject",
    "kind",
    "state",
    "category",
    "next_due_at",
    "paused_since",
    "updated_at",
    "customer__name",
    "owner__username",
    "owner__name",
    "owner__name_en",
    "purchase__product__code",
)
READ_OF_SLA_TARGET = ("ticket", "code", "due_at", "warn_at", "met_at", "starts_at", "cancelled_at")


class SlaTargetLine(NamedTuple):
    """An SLA target in the row's popover."""

    state: str
    label: str
    when: str
    tone: str


class TicketRow(NamedTuple):
    """A ticket in a list, as text in the reader's language. Equal rows look the same."""

    number: str
    url: str
    subject: str
    customer: str
    kind: str
    product: str
    state: str
    when: str
    stages: tuple[SlaTargetLine, ...]
    stage: int
    stage_name: str
    owner: str
    mine: bool
    updated: str
    pick: bool


def state_of(ticket: Ticket, now: datetime) -> str:
    """The tone: late, due (today or within two hours), paused, done or ok."""
    if ticket.state in {State.CLOSED, State.WITHDRAWN}:
        return "done"
    if ticket.paused_since:
        return "paused"
    if ticket.next_due_at is None:
        return "ok"
    if ticket.next_due_at < now:
        return "late"
    today = company_date(ticket.next_due_at) == company_date(now)
    return "due" if today or ticket.next_due_at - now < timedelta(hours=2) else "ok"


def for_rows(tickets: QuerySet[Ticket]) -> QuerySet[Ticket]:
    """The tickets with everything that row_of reads, including the SLA targets for the popover."""
    # to_attr gives a plain list. A related manager makes a query set for each row: a tenth of the page's time.
    sla_targets = Prefetch("sla_targets", SlaTarget.objects.only(*READ_OF_SLA_TARGET), to_attr="sla_targets_of_row")
    return tickets.only(*READ).prefetch_related(sla_targets)


def row_of(ticket: Ticket, reader: User, now: datetime, *, pick: bool) -> TicketRow:
    """The row of a ticket that was read by for_rows. pick: whether the reader may select it.

    The labels come from the enums, because get_…_display builds all choices again for each of a hundred rows.
    """
    state = state_of(ticket, now)
    due = ticket.next_due_at
    return TicketRow(
        number=ticket.number,
        url=ticket.get_absolute_url(),
        subject=ticket.subject,
        customer=str(ticket.customer or ""),
        kind=str(Kind(ticket.kind).label),
        product=ticket.product.code if ticket.product else ticket.category,
        state=state,
        when=time_left(due, now) if state == "late" else short_when(due, now),
        stages=tuple(sla_target_line(p, now) for p in ticket.sla_targets_of_row if not p.cancelled_at),  # type: ignore[attr-defined]
        stage=STAGES.index(State(ticket.state)) if ticket.state in STAGES else len(STAGES),
        stage_name=str(State(ticket.state).label),
        owner=str(ticket.owner or ""),
        mine=ticket.owner_id == reader.pk,
        updated=short_when(ticket.updated_at, now),
        pick=pick,
    )


def sla_target_line(sla_target: SlaTarget, now: datetime) -> SlaTargetLine:
    sla_status = rules.sla_status(
        due_at=sla_target.due_at, warn_at=sla_target.warn_at, met_at=sla_target.met_at, now=now
    )
    dot = DOTS[sla_status]
    when = span(sla_target.met_at - sla_target.starts_at) if sla_target.met_at else short_when(sla_target.due_at, now)
    label = str(SlaCode(sla_target.code).label)
    return SlaTargetLine(state=dot, label=label, when=when, tone=dot if dot in {"late", "due"} else "")
