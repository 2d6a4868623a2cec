"""Who may see, plan and record visits."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from aftersales.staff.enums import Role
from aftersales.staff.models import Actor
from customers.enums import Channel
from customers.permissions import can_edit

from ..enums import VisitState
from ..models import Visit

READERS = frozenset({Role.SERVICE, Role.REP, Role.MANAGER, Role.GM, Role.EXECUTIVE, Role.AUDITOR})


RECORDERS = frozenset({Role.SERVICE, Role.REP, Role.MANAGER})


VISITORS = frozenset({Role.REP, Role.MANAGER})


# Service staff talk and write to customers, but do not travel to them.
SERVICE_CHANNELS = frozenset({Channel.HOTLINE, Channel.PHONE, Channel.LETTER, Channel.FAX, Channel.EMAIL, Channel.CHAT})


def visible_to(user: Actor) -> QuerySet[Visit]:
    """The visits that the user may see: all, or for a rep those of their region and their own."""
    if user is None or user.role in READERS - {Role.REP}:
        return Visit.objects.all()
    if user.role != Role.REP:
        return Visit.objects.none()
    own = Q(rep=user) | Q(customer__rep=user)
    if user.region_id:
        own |= Q(customer__region=user.region_id)
    return Visit.objects.filter(own)


def is_seen(user: Actor, visit: Visit) -> bool:
    """Whether the user may see the visit. The same condition as visible_to, but without a query."""
    if user is None or user.role != Role.REP:
        return user is None or user.role in READERS
    customer = visit.customer
    same_region = bool(user.region_id and customer.region_id == user.region_id)
    return user.pk in (visit.rep_id, customer.rep_id) or same_region


def can_record(user: Actor, visit: Visit) -> bool:
    return user is None or (user.role in RECORDERS and is_seen(user, visit))


def can_record_by(user: Actor, visit: Visit, channel: str) -> bool:
    """Whether the user may record this visit by this channel. Service staff record only calls and letters, not visits
    on site."""
    if user is not None and user.role == Role.SERVICE and channel not in SERVICE_CHANNELS:
        return False
    return can_record(user, visit)


def can_plan(user: Actor, visit: Visit) -> bool:
    """Whether the user may reschedule the visit, or record that it did not take place."""
    return user is None or (user.role in VISITORS and is_seen(user, visit))


def can_correct(user: Actor, visit: Visit) -> bool:
    """Whether the user may correct the customer's data after the visit."""
    return user is None or (can_record(user, visit) and can_edit(user, visit.customer))


def can_send_copy(user: Actor, visit: Visit) -> bool:
    """Whether the user may send the customer a copy of the record, which is done once."""
    open_to_send = visit.state == VisitState.DONE and visit.copy_sent_at is None
    return open_to_send and can_record(user, visit)


def can_decide(user: Actor, visit: Visit) -> bool:
    """Whether the user may decide how to go on after three tries that failed."""
    return user is None or (user.role == Role.MANAGER and is_seen(user, visit))


def can_improve(user: Actor, visit: Visit) -> bool:
    """Whether the user may assign an improvement action for what the visit showed."""
    return user is None or (user.role == Role.MANAGER and is_seen(user, visit))


def can_remind(user: Actor) -> bool:
    """Whether the user may remind those whom a visit waits for: all but those who only read."""
    return user is None or user.role in READERS - {Role.EXECUTIVE, Role.AUDITOR}


def can_reassign(user: Actor, visit: Visit) -> bool:
    return user is None or user.role == Role.MANAGER


def can_visit(user: Actor) -> bool:
    """Whether visits may be assigned to the user."""
    return user is not None and user.is_active and user.role in VISITORS
