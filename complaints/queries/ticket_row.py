"""One ticket as a row of a list: its state mark, its stages on hover, its place in the workflow."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from aftersales.web.moments import short_when, span

from ..enums import Kind, PromiseCode, State
from ..models import Ticket, TicketPromise
from ..rules import promises as rules
from .ticket_page import DOTS, STAGES


def state_of(ticket: Ticket, now: datetime) -> str:
    """late, due (today), paused, done or ok."""
    if ticket.state in {State.CLOSED, State.WITHDRAWN}:
        return "done"
    if ticket.paused_since:
        return "paused"
    if ticket.next_due_at is None:
        return "ok"
    if ticket.next_due_at < now:
        return "late"
    today = timezone.localdate(ticket.next_due_at) == timezone.localdate(now)
    return "due" if today or ticket.next_due_at - now < timedelta(hours=2) else "ok"


def row_of(ticket: Ticket, now: datetime) -> dict[str, Any]:
    """What a list shows of a ticket whose promises are prefetched.

    The names come from the enums: get_…_display puts all choices together anew for each of a hundred rows.
    """
    stage = STAGES.index(State(ticket.state)) if ticket.state in STAGES else len(STAGES)
    return {
        "ticket": ticket,
        "state": state_of(ticket, now),
        "stages": [promise_line(p, now) for p in ticket.promises.all() if not p.cancelled_at],
        "stage": stage,
        "kind": Kind(ticket.kind).label,
        "stage_name": State(ticket.state).label,
        "product": ticket.product.code if ticket.product else ticket.category,
    }


def promise_line(promise: TicketPromise, now: datetime) -> dict[str, Any]:
    """One promise in the popover."""
    standing = rules.standing(due_at=promise.due_at, warn_at=promise.warn_at, met_at=promise.met_at, now=now)
    dot = DOTS[standing]
    if promise.met_at:
        when = span(promise.met_at - promise.starts_at)
    else:
        when = short_when(promise.due_at, now) if promise.due_at else ""
    return {
        "state": dot,
        "label": PromiseCode(promise.code).label,
        "when": when,
        "tone": dot if dot in {"late", "due"} else "",
    }
