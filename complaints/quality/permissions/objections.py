"""Which users may see objections, and what they may do with them."""

from django.db.models import Q, QuerySet

from aftersales.staff.enums import Role
from aftersales.staff.models import User
from complaints.models import Ticket
from complaints.permissions import of_visible_tickets
from complaints.permissions import visible_to as visible_tickets

from ..models import Objection
from .investigations import INVESTIGATORS, READERS, SEE_EVERY_INVESTIGATION, visible_investigations

# The customer turns to whom he knows; the quality department deals with it.
RECORDERS = INVESTIGATORS | {Role.SERVICE, Role.MANAGER}


def visible_objections(user: User) -> QuerySet[Objection]:
    """The objections that a user may see."""
    if user.role in SEE_EVERY_INVESTIGATION:
        return Objection.objects.all()
    if user.role not in READERS:
        return Objection.objects.none()
    mine = Q(investigation__in=visible_investigations(user))
    if user.role == Role.SERVICE:
        mine |= of_visible_tickets(user)
    return Objection.objects.filter(mine)


def can_object(user: User, ticket: Ticket) -> bool:
    """Whether the user may record an objection of the customer of this ticket."""
    return user.role in RECORDERS and visible_tickets(user).filter(pk=ticket.pk).exists()


def can_have_examined(user: User) -> bool:
    """Whether the user may send an objection to the inspection body, and record the verdict."""
    return user.role in INVESTIGATORS


def can_settle(user: User, objection: Objection) -> bool:
    """Whether the user may record what the customer says of the verdict."""
    return can_object(user, objection.ticket)
