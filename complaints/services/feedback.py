"""The customer's answer to the survey after closing (T9); the surveys app calls this."""

from datetime import datetime

from django.db import transaction

from ..enums import State
from ..models import Ticket
from .common import event, locked_ticket, save
from .lifecycle import reopen


@transaction.atomic
def record_feedback(*, ticket_id: int, solved: bool | None, csat: int | None, comment: str, now: datetime) -> Ticket:
    """Record the answer on the ticket. The answer "not solved" reopens the ticket."""
    ticket = locked_ticket(ticket_id)
    event(
        ticket,
        "feedback",
        actor=None,
        now=now,
        csat=csat or "",
        solved="" if solved is None else "yes" if solved else "no",
    )
    if solved is False and ticket.state == State.CLOSED:
        return reopen(ticket_id=ticket.pk, actor=None, now=now, reason=comment.strip() or "not solved")
    return save(ticket, actor=None, now=now, reason="feedback")
