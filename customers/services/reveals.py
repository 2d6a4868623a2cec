"""Reading a masked phone number leaves a record (A4)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aftersales.audit.enums import AccessKind
from aftersales.audit.services.access import record_access
from aftersales.kernel.errors import InvalidInput
from aftersales.staff.models import User
from aftersales.store.writing import lock

from ..models import Contact, Customer, Reveal
from ..permissions import can_reveal, require


@transaction.atomic
def reveal_phone(*, actor: User, now: datetime, customer: Customer, contact: Contact | None = None, reason: str) -> str:
    """The whole number of a customer or of one of its contacts, with a record of who read it and what for."""
    require(can_reveal(actor, customer))
    if not reason.strip():
        raise InvalidInput(_("Enter why you need the number."), code="reason_missing", field="reason")
    phone = customer.phone
    if contact is not None:
        phone = lock(Contact, pk=contact.pk, customer=customer).phone
    Reveal.objects.create(customer=customer, contact=contact, user=actor, at=now, reason=reason)
    detail = f"phone, contact {contact.pk}" if contact else "phone"
    record_access(actor=actor, now=now, kind=AccessKind.REVEAL, subject=customer.number, detail=detail, reason=reason)
    return phone
