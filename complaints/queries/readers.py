"""Reads who may see a ticket: the other direction of permissions.visible_to."""

from django.db.models import Q, QuerySet

from aftersales.staff.enums import Role
from aftersales.staff.models import User

from ..enums import FulfilmentState
from ..models import Fulfilment, Ticket, TicketGuest
from ..permissions import SEE_ALL

OFFERED = 8


def readers_of(ticket: Ticket) -> QuerySet[User]:
    """The active users who may see the ticket."""
    rep = Q(role=Role.REP) & (Q(region=ticket.region_id) & ~Q(region=None) | Q(pk=ticket.owner_id))
    running = Fulfilment.objects.filter(proposal__ticket=ticket).exclude(state=FulfilmentState.CANCELLED)
    paying = running.filter(state__in=[FulfilmentState.SETTLING, FulfilmentState.DONE])
    colleague = Q(role=Role.COLLEAGUE) & (
        Q(pk=ticket.owner_id)
        | Q(pk__in=TicketGuest.objects.filter(ticket=ticket).values("user"))
        | Q(department=ticket.department_id) & ~Q(department=None)
        | Q(department__in=running.values("department"))
        | Q(department__in=paying.values("paying_department"))
    )
    return User.objects.filter(Q(role__in=SEE_ALL) | rep | colleague, is_active=True)


def readers_named(ticket: Ticket, text: str) -> list[User]:
    """The readers whose name begins with the text or contains it, for the list that @ opens."""
    named = Q(name__icontains=text) | Q(name_en__icontains=text) | Q(username__icontains=text)
    found = readers_of(ticket).filter(named) if text else readers_of(ticket)
    return list(found.order_by("name", "pk")[:OFFERED])


def names_of_readers(ticket: Ticket) -> dict[str, int]:
    """The id of each reader's names. A name that two readers share is nobody's."""
    rows = readers_of(ticket).values_list("pk", "name", "name_en", "username")
    names: dict[str, int] = {}
    shared: set[str] = set()
    for pk, *words in rows:
        for word in filter(None, words):
            shared |= {word} if names.setdefault(word, pk) != pk else set()
    return {name: pk for name, pk in names.items() if name not in shared}
