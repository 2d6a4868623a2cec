"""A form of a page that is sent twice takes effect once; the repeat leads to where the first one led.

The key is claimed and committed before the view runs, and the address is kept after it. A process that dies in between
leaves a claim without an address: nobody knows whether the form took effect, so a repeat asks the user to look.
"""

from dataclasses import dataclass
from datetime import datetime

from aftersales.staff.models import User

from ..models import IdempotencyKey
from .idempotency import LEASE, Claim

FOUND = 302


@dataclass(frozen=True)
class Sent:
    """The form was sent before. address: where that led, "" if it is not known. same: with the same content.
    is_running: the first request may still be at work."""

    address: str
    same: bool
    is_running: bool


def claim_form(*, actor: User, key: str, fingerprint: str, now: datetime) -> Claim | Sent:
    """Claim the key of a form, or say what became of the form that was sent with it."""
    row, made = IdempotencyKey.objects.get_or_create(
        user=actor, key=key, defaults={"fingerprint": fingerprint, "created_at": now}
    )
    if made:
        return Claim(row.pk, now)
    is_running = row.status is None and row.created_at > now - LEASE
    return Sent(str(row.body or ""), row.fingerprint == fingerprint, is_running)


def keep_address(*, claim: Claim, address: str) -> None:
    """Store where the form led."""
    IdempotencyKey.objects.filter(pk=claim.key_id, status=None).update(status=FOUND, body=address)
