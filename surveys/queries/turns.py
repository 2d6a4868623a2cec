"""Whose turn it is to be asked: once a contact and quarter, over rounds and tickets together (PIPL)."""

from __future__ import annotations

from django.db.models import Q

from aftersales.store.dates import start_of

from ..models import Invitation
from ..rules.quarters import first_day, quarter_after


def turn_of(customer_id: int, contact_id: int | None, quarter: str) -> str:
    """Whose turn in which quarter an invitation is. Unique over rounds and tickets together."""
    who = f"contact {contact_id}" if contact_id else f"customer {customer_id}"
    return f"{who} {quarter}"


def asked_in(customer_id: int, contact_id: int | None, quarter: str) -> bool:
    """Whether this contact was invited in the quarter, by a round or after a ticket."""
    start, end = start_of(first_day(quarter)), start_of(first_day(quarter_after(quarter)))
    who = Q(contact_id=contact_id) if contact_id else Q(customer_id=customer_id, contact=None)
    rows = Invitation.objects.filter(who, created_at__gte=start, created_at__lt=end)
    turn = Invitation.objects.filter(turn=turn_of(customer_id, contact_id, quarter))
    return turn.exists() or rows.filter(turn=None).exists()
