"""Reads the conversation of a ticket: what is newer than what a user has read."""

from django.db.models import OuterRef, Q, QuerySet, Subquery

from aftersales.staff.models import User

from ..enums import EntryKind
from ..models import Ticket, TicketEntry
from ..permissions import visible_to

# Closing a ticket with a reply answers the customer, too.
ANSWERED = "answered"


def newer_replies(ticket: Ticket, seen: int) -> QuerySet[TicketEntry]:
    """The replies to the customer that were written after the entry with the id `seen`, the newest first."""
    told = Q(kind=EntryKind.REPLY) | Q(event=ANSWERED)
    return ticket.entries.filter(told, pk__gt=seen).order_by("-pk")


def tickets_with_newest_entry(user: User) -> QuerySet[Ticket]:
    """The tickets that the user may see, each with the id of its newest entry."""
    newest = TicketEntry.objects.filter(ticket=OuterRef("pk")).order_by("-pk").values("pk")
    return visible_to(user).annotate(newest_entry=Subquery(newest[:1]))
