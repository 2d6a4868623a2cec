"""Who sees which visit, and does what with it. The system acts as None and may do everything."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from aftersales.staff.enums import Role
from aftersales.staff.models import Actor
from customers.enums import Channel

from .models import Visit

READERS = frozenset({Role.SERVICE, Role.REP, Role.MANAGER, Role.GM, Role.EXECUTIVE, Role.AUDITOR})
RECORDERS = frozenset({Role.SERVICE, Role.REP, Role.MANAGER})
VISITORS = frozenset({Role.REP, Role.MANAGER})
# Service staff speak with customers, they do not travel.
SERVICE_CHANNELS = frozenset({Channel.HOTLINE, Channel.PHONE, Channel.LETTER, Channel.FAX, Channel.EMAIL, Channel.CHAT})


def visible_to(user: Actor) -> QuerySet[Visit]:
    """All visits, or for a rep those of the own region and the own ones."""
    if user is None or user.role in READERS - {Role.REP}:
        return Visit.objects.all()
    if user.role != Role.REP:
        return Visit.objects.none()
    own = Q(rep=user) | Q(customer__rep=user)
    if user.region_id:
        own |= Q(customer__region=user.region_id)
    return Visit.objects.filter(own)


def is_seen(user: Actor, visit: Visit) -> bool:
    """The same as visible_to, asked of one visit without a query."""
    if user is None or user.role != Role.REP:
        return user is None or user.role in READERS
    customer = visit.customer
    same_region = bool(user.region_id and customer.region_id == user.region_id)
    return user.pk in (visit.rep_id, customer.rep_id) or same_region


def can_record(user: Actor, visit: Visit) -> bool:
    return user is None or (user.role in RECORDERS and is_seen(user, visit))


def can_record_by(user: Actor, visit: Visit, channel: str) -> bool:
    """Service staff record what they did by phone or in writing, not visits on the spot."""
    if user is not None and user.role == Role.SERVICE and channel not in SERVICE_CHANNELS:
        return False
    return can_record(user, visit)


def can_plan(user: Actor, visit: Visit) -> bool:
    """Move it to another day, or say that it did not take place."""
    return user is None or (user.role in VISITORS and is_seen(user, visit))


def can_reassign(user: Actor, visit: Visit) -> bool:
    return user is None or user.role == Role.MANAGER


def can_visit(user: Actor) -> bool:
    """Whom a visit may be given to."""
    return user is not None and user.is_active and user.role in VISITORS
