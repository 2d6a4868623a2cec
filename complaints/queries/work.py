"""Reads of the daily work: reminders, many tickets at once."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from aftersales.staff.models import User

from ..models import Reminder, Ticket
from ..permissions import visible_to


def listed_briefly(user: User, numbers: Sequence[str]) -> list[Ticket]:
    """Those of the tickets that the user may see, for a list of what was selected."""
    rows = list(visible_to(user).filter(number__in=numbers).select_related("owner", "customer"))
    for row in rows:
        row.__dict__["line"] = [row.number, row.subject, str(row.customer or "")]
    return rows


def reminders_of(user: User) -> QuerySet[Reminder]:
    """What the user wants to be reminded of and has not ticked off, of tickets that are still in sight."""
    seen = visible_to(user).order_by().values("pk")
    return Reminder.objects.filter(user=user, done_at=None, ticket__in=seen).select_related("ticket__customer")


def work_of(ticket: Ticket, user: User, now: datetime) -> dict[str, Any]:
    """What the ticket's page shows of the reader's own work on it."""
    rows = Reminder.objects.filter(ticket=ticket, user=user, done_at=None).order_by("due_at", "pk")[:10]
    return {"reminders": [{"row": row, "state": "due" if row.due_at <= now else "ok"} for row in rows]}
