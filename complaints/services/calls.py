"""Records calls that the telephone system reports, and logs tickets from them (T2)."""

import re
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import InvalidInput, ensure
from aftersales.search.text import normalise_phone
from aftersales.staff.models import Actor, User
from aftersales.store.writing import lock
from customers.enums import Direction
from customers.models import Contact, Customer

from ..models import Call, Ticket
from ..permissions.work import can_report_calls
from .tickets import log_ticket

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
) -> Call:
    """Record a call: when it rang, for which user, and from which customer if the number shows it.

    A repeated call id changes nothing. Without a user or a known extension, all service staff see the call.
    """
    ensure(actor is None or can_report_calls(actor))
    if rang_at > now + SKEW:
        raise InvalidInput(_("The time is in the future."), code="future", field="rang_at")
    if known := Call.objects.filter(call_id=call_id).first():
        return known
    digits = normalise_phone(phone)
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
    return lock(Call, call_id=call_id)


def caller(digits: str) -> tuple[Customer | None, Contact | None]:
    """The customer with this number, and the contact if the number is the contact's.

    Both are None if several customers have the number.
    """
    if len(digits) < MIN_DIGITS:
        return None, None
    contacts = list(Contact.objects.filter(phone_digits=digits).select_related("customer")[:3])
    customers = {row.pk: row for row in Customer.objects.filter(phone_digits=digits)[:3]}
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
    *, call_pk: int, actor: User, now: datetime, received_at: datetime | None = None, **facts: Any
) -> Ticket:
    """Log a ticket from a call. The SLA clock starts at the ring, and other users no longer see the call."""
    call = lock(Call, pk=call_pk)
    ticket = log_ticket(actor=actor, now=now, received_at=received_at or call.rang_at, **facts)
    if call.ticket_id is None:
        call.ticket, call.user = ticket, call.user or actor
        call.save(update_fields=["ticket", "user"])
    return ticket
