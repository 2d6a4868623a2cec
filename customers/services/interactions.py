"""The timeline: every contact with a customer, either way, by any channel (A3)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from aftersales.kernel.errors import InvalidInput, gettext_noop
from aftersales.staff.models import Actor
from aftersales.web.service import record

from ..models import Contact, Customer, Interaction
from ..permissions import can_record, require


@transaction.atomic
def record_interaction(
    *,
    actor: Actor,
    now: datetime,
    customer: Customer | None,
    direction: str,
    channel: str,
    body: str,
    contact: Contact | None = None,
    contact_name: str = "",
    at: datetime | None = None,
    answers: Interaction | None = None,
    duration_seconds: int | None = None,
) -> Interaction:
    """Keep one contact. The customer may not be known yet; `answers` is the contact that this one answers."""
    require(can_record(actor))
    if contact is not None and (customer is None or contact.customer_id != customer.pk):
        raise InvalidInput(
            gettext_noop("This contact belongs to another customer."), code="contact_elsewhere", field="contact"
        )
    at = at or now
    if at > now:
        raise InvalidInput(gettext_noop("This moment lies in the future."), code="in_the_future", field="at")
    interaction = Interaction(
        customer=customer,
        contact=contact,
        contact_name=contact_name or (contact.name if contact else ""),
        direction=direction,
        channel=channel,
        body=body,
        at=at,
        user=actor,
        answers=answers,
        duration_seconds=duration_seconds,
    )
    return record(interaction, actor=actor, reason="contact")


@transaction.atomic
def assign_interactions(*, ids: list[int], customer: Customer, actor: Actor, now: datetime) -> None:
    """Put contacts whose customer was unknown into the customer's timeline."""
    for interaction in Interaction.objects.select_for_update(of=("self",)).filter(pk__in=ids, customer=None):
        interaction.customer = customer
        record(interaction, actor=actor, reason="customer identified")
