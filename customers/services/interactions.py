"""Interactions: every contact with a customer, in either direction, by any channel (A3)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from aftersales.kernel.errors import InvalidInput, ensure, gettext_noop
from aftersales.staff.models import Actor
from aftersales.store.writing import save_with_history, together

from ..models import Contact, Customer, Interaction
from ..permissions import can_record
from ..rules.calling import NEVER, TOO_EARLY, against_wish

WISHES = {
    NEVER: gettext_noop("This customer doesn’t want to be called. Explain why the call was made anyway."),
    TOO_EARLY: gettext_noop(
        "This customer doesn’t want to be called before %(time)s. Explain why the call was made earlier."
    ),
}


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
    despite: str = "",
) -> Interaction:
    """Record one interaction. The customer may be unknown. answers: the interaction that this one answers.

    despite: why the customer was called against their wishes; without it such a call is refused.
    """
    ensure(can_record(actor))
    if contact is not None and (customer is None or contact.customer_id != customer.pk):
        raise InvalidInput(
            gettext_noop("This contact belongs to another customer."), code="contact_elsewhere", field="contact"
        )
    if answers is not None and (customer is None or answers.customer_id != customer.pk):
        raise InvalidInput(
            gettext_noop("This doesn’t belong to the customer."), code="interaction_elsewhere", field="answers"
        )
    at = at or now
    if at > now:
        raise InvalidInput(gettext_noop("The time is in the future."), code="in_the_future", field="at")
    broken = _broken_wish(customer, direction, channel, at) if actor is not None else ""
    if broken and not despite.strip():
        raise InvalidInput(WISHES[broken], code=broken, field="despite", params=_wish_params(customer))
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
        despite=despite.strip()[:200] if broken else "",
    )
    with together():
        return save_with_history(interaction, actor=actor, reason="contact")


def _broken_wish(customer: Customer | None, direction: str, channel: str, at: datetime) -> str:
    if customer is None:
        return ""
    return against_wish(
        direction=direction,
        channel=channel,
        at=timezone.localtime(at).time(),
        not_by_phone=customer.not_by_phone,
        not_before=customer.not_before,
    )


def _wish_params(customer: Customer | None) -> dict[str, str]:
    earliest = customer.not_before if customer else None
    return {"time": earliest.strftime("%H:%M") if earliest else ""}


@transaction.atomic
def assign_interactions(*, ids: list[int], customer_id: int, actor: Actor, now: datetime) -> None:
    """Assign interactions whose customer was unknown to a customer."""
    for interaction in Interaction.objects.select_for_update(of=("self",)).filter(pk__in=ids, customer=None):
        interaction.customer_id = customer_id
        save_with_history(interaction, actor=actor, reason="customer identified")
