"""Records what customers do not want, and takes it back (PIPL)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import InvalidInput, RuleViolation, ensure
from aftersales.staff.models import Actor
from aftersales.store.dated import unknown_option
from aftersales.store.writing import lock, save_with_history

from ..enums import ContactPurpose, OptOutChannel
from ..models import Customer, OptOut
from ..permissions import can_edit
from ..signals import customer_opted_in, customer_opted_out


@transaction.atomic
def opt_out(
    *,
    customer_id: int,
    contact_id: int | None = None,
    purpose: str = ContactPurpose.ANY,
    channel: str = OptOutChannel.ANY,
    actor: Actor,
    now: datetime,
    note: str = "",
) -> OptOut:
    """Record that the customer, or one contact, no longer wants to be contacted. It counts at once; safe to repeat.

    actor None: the customer did it by a link. note: how they said so.
    """
    customer = lock(Customer, pk=customer_id)
    ensure(actor is None or can_edit(actor, customer))
    if purpose not in ContactPurpose.values:
        raise unknown_option("purpose")
    if channel not in OptOutChannel.values:
        raise unknown_option("channel")
    if contact_id is not None and not customer.contacts.filter(pk=contact_id).exists():
        raise unknown_option("contact")
    facts = {"customer": customer, "contact_id": contact_id, "purpose": purpose, "channel": channel}
    if known := OptOut.objects.filter(**facts, ended_at=None).first():
        return known
    row = OptOut(**facts, since=now, recorded_by=actor, note=note.strip())
    save_with_history(row, actor=actor, reason="opted out")
    customer_opted_out.send(sender=None, opt_out=row, actor=actor, now=now)
    return row


@transaction.atomic
def opt_in(*, opt_out_id: int, actor: Actor, now: datetime, reason: str = "") -> OptOut:
    """Record that the customer has taken the wish back. A reason must say how they did."""
    row = lock(OptOut.objects.select_related("customer"), pk=opt_out_id)
    ensure(actor is None or can_edit(actor, row.customer))
    if actor is not None and not reason.strip():
        raise InvalidInput(_("Enter how the customer took it back."), code="empty", field="reason")
    if row.ended_at is not None:
        raise RuleViolation(_("This has ended already."), code="ended")
    row.ended_at, row.ended_by, row.end_note = now, actor, reason.strip()
    save_with_history(row, actor=actor, reason="opted in")
    customer_opted_in.send(sender=None, opt_out=row, actor=actor, now=now)
    return row
