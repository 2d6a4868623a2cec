"""Reads reminders."""

from django.db.models import QuerySet

from aftersales.staff.models import User

from ..models import Reminder, Ticket
from ..permissions import visible_to


def reminders_of(user: User) -> QuerySet[Reminder]:
    """The user's open reminders on tickets that the user may still see."""
    visible = visible_to(user).order_by().values("pk")
    return Reminder.objects.filter(user=user, done_at=None, ticket__in=visible).select_related("ticket__customer")


def reminders_on(ticket: Ticket, user: User) -> QuerySet[Reminder]:
    """The user's open reminders on a ticket, the earliest first."""
    return Reminder.objects.filter(ticket=ticket, user=user, done_at=None).order_by("due_at", "pk")[:10]
