"""Records calls that the telephone system reports, and logs tickets from them (T2)."""

import re
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import InvalidInput, ensure
from aftersales.kernel.phones import is_local, phone_key, same_line
from aftersales.staff.models import Actor, User
from aftersales.store.writing import lock
from customers.enums import Direction
from customers.models import Contact, Customer

from ..models import Call, MissedCall, Ticket
from ..permissions.work import can_report_calls
from . import missed_calls
from .tickets import SPOKEN, log_ticket

SKEW = timedelta(minutes=5)  # how far the telephone system's clock may be ahead of ours
MIN_DIGITS = 5  # a shorter number is an extension, which many customers may have
MIN_EXTENSION = 3


@transaction.atomic
def record_call(
    *,
    actor: Actor,
    now: datetime,
    call_id: str,
    rang_at: datetime,
    phone: str = "",
    direction: str = Direction.IN,
    user: User | None = None,
    extension: str = "",
    answered_at: datetime | None = None,
    missed: bool = False,
) -> Call:
    """Record a call: when it rang, for which user, from which customer if the number shows it, and whether somebody
    answered. A missed call is put in the queue of those to call back.

    The same call id again adds only the answer, or that there was none. Without a user or a known extension, all
    service staff see the call.
    """
    ensure(actor is None or can_report_calls(actor))
    if rang_at > now + SKEW:
        raise InvalidInput(_("The time is in the future."), code="future", field="rang_at")
    _check_answer(rang_at, answered_at, missed, now)
    if not Call.objects.filter(call_id=call_id).exists():
        _create(call_id, rang_at, phone, direction, user, extension, now)
    row = lock(Call, call_id=call_id)
    if answered_at and row.answered_at is None:
        row.answered_at = min(answered_at, now)
        row.save(update_fields=["answered_at"])
        missed_calls.forget(row)
    if missed:
        missed_calls.note_missed(row, actor=actor, now=now)
    return row


def _check_answer(rang_at: datetime, answered_at: datetime | None, missed: bool, now: datetime) -> None:
    if answered_at is None:
        return
    if missed:
        raise InvalidInput(_("A call is either answered or missed."), code="both", field="missed")
    if not rang_at <= answered_at <= now + SKEW:
        raise InvalidInput(_("Enter a time between the ring and now."), code="out_of_range", field="answered_at")


def _create(
    call_id: str, rang_at: datetime, phone: str, direction: str, user: User | None, extension: str, now: datetime
) -> None:
    digits = phone_key(phone)
    customer, contact = caller(digits)
    row = Call(
        call_id=call_id,
        direction=direction,
        phone=phone.strip(),
        phone_digits=digits,
        rang_at=min(rang_at, now),
        extension=extension.strip(),
        user=user or _at_extension(extension),
        customer=customer,
        contact=contact,
        created_at=now,
    )
    Call.objects.bulk_create([row], ignore_conflicts=True)


def caller(digits: str) -> tuple[Customer | None, Contact | None]:
    """The customer with this number, and the contact if the number is the contact's.

    Both are None if several customers have the number.
    """
    if len(digits) < MIN_DIGITS:
        return None, None
    known = Q(phone_digits__in=same_line(digits))
    if is_local(digits):
        known |= Q(phone_local=digits)
    contacts = list(Contact.objects.filter(known).select_related("customer")[:3])
    customers = {row.pk: row for row in Customer.objects.filter(known)[:3]}
    customers |= {row.customer_id: row.customer for row in contacts}
    if len(customers) != 1:
        return None, None
    return next(iter(customers.values())), contacts[0] if len(contacts) == 1 else None


def _at_extension(extension: str) -> User | None:
    """The user whose telephone number ends in this extension; None if there are several."""
    digits = re.sub(r"\D", "", extension)
    if len(digits) < MIN_EXTENSION:
        return None
    people = User.objects.filter(is_active=True).exclude(phone="")
    found = [person for person in people if re.sub(r"\D", "", person.phone).endswith(digits)]
    return found[0] if len(found) == 1 else None


@transaction.atomic
def open_ticket(
    *,
    call_pk: int,
    actor: User,
    now: datetime,
    received_at: datetime | None = None,
    answered_at: datetime | None = None,
    **facts: Any,
) -> Ticket:
    """Log a ticket from a call. The SLA clock starts at the ring, and other users no longer see the call.

    answered_at: by default what the telephone system reported; a missed call is answered now, by calling back.
    """
    call = lock(Call, pk=call_pk)
    received_at = received_at or call.rang_at
    if answered_at is None and facts.get("channel") in SPOKEN:
        was_missed = MissedCall.objects.filter(call=call).exists()
        answered_at = call.answered_at or (now if was_missed else None)
        answered_at = max(answered_at, received_at) if answered_at else None
    ticket = log_ticket(actor=actor, now=now, received_at=received_at, answered_at=answered_at, **facts)
    if call.ticket_id is None:
        call.ticket, call.user = ticket, call.user or actor
        call.save(update_fields=["ticket", "user"])
        missed_calls.finish_with_ticket(call, actor=actor, now=now)
    return ticket
