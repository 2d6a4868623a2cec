"""Reads of the daily work: reminders, joined tickets, many tickets at once."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from aftersales.staff.models import User

from ..enums import OPEN_STATES
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


def siblings(user: User, ticket: Ticket) -> list[Ticket]:
    """The customer's other open tickets, the same purchase first."""
    if ticket.customer_id is None:
        return []
    rows = list(visible_to(user).filter(customer=ticket.customer_id, state__in=OPEN_STATES).exclude(pk=ticket.pk)[:20])
    return sorted(rows, key=lambda row: row.purchase_id != ticket.purchase_id)


def merged_with(ticket: Ticket, user: User, events: set[str]) -> list[dict[str, Any]]:
    """The tickets that this one was joined into or took over. events: those of its thread, so that most ask nothing."""
    ids: Q | None = Q(pk=ticket.merged_into_id) if ticket.merged_into_id else None
    if "merge_received" in events:
        ids = Q(merged_into=ticket) | (ids or Q(pk=None))
    if ids is None:
        return []
    return [
        {"row": row, "line": [row.number, row.subject], "into": row.pk == ticket.merged_into_id}
        for row in visible_to(user).filter(ids)[:20]
    ]


def work_of(ticket: Ticket, user: User, page: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """What the ticket's page shows of the reader's own work on it, and of the tickets it is one with.

    page: what page_of_ticket told already.
    """
    merged = merged_with(ticket, user, {entry["event"] for entry in page["entries"]})
    if not page["has_reminders"]:
        return {"reminders": [], "merged": merged}
    rows = Reminder.objects.filter(ticket=ticket, user=user, done_at=None).order_by("due_at", "pk")[:10]
    reminders = [{"row": row, "state": "due" if row.due_at <= now else "ok"} for row in rows]
    return {"reminders": reminders, "merged": merged}
