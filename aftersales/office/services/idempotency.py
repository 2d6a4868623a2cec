"""A POST that is sent twice with the same Idempotency-Key has one effect and one answer.

A key is first claimed and committed, so that a second request sees that the first is running. Effect and answer are
then committed together. If the process dies before, neither is stored, and the claim can be taken over.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import Conflict, RuleViolation
from aftersales.staff.models import User

from ..models import IdempotencyKey

# Longer than a request may take, because the web server ends one after 60 s. A process that dies together with the
# database leaves its claim.
LEASE = timedelta(seconds=70)
# An answer may hold personal data, so it is deleted within a day, including the interval of the sweep.
KEEP = timedelta(hours=23)


@dataclass(frozen=True)
class Claim:
    """A key that the caller has claimed. since: identifies the claim; if it was taken over, the stored value
    differs."""

    key_id: int
    since: datetime


@dataclass(frozen=True)
class Answer:
    """The answer to the first request with this key."""

    status: int
    body: str


def claim_key(*, actor: User, key: str, fingerprint: str, now: datetime) -> Claim | Answer:
    """Claim a key, or return its stored answer. Raises Conflict while another request uses the key, and
    RuleViolation if it was used for a different request."""
    row = IdempotencyKey.objects.filter(user=actor, key=key).first()
    if row is None:
        row, made = IdempotencyKey.objects.get_or_create(
            user=actor, key=key, defaults={"fingerprint": fingerprint, "created_at": now}
        )
        if made:
            return Claim(row.pk, now)
    if row.fingerprint != fingerprint:
        raise RuleViolation(
            _("This Idempotency-Key was already used for another request. Use a new one."),
            code="idempotency_key_reused",
        )
    if row.status is not None:
        return Answer(row.status, row.body or "")
    return _take_over(row, now)


def _take_over(row: IdempotencyKey, now: datetime) -> Claim:
    dead = IdempotencyKey.objects.filter(pk=row.pk, status=None, created_at__lt=now - LEASE)
    if not dead.update(created_at=now):
        raise Conflict(
            _("A request with this Idempotency-Key is still being processed. Try again in a moment."),
            code="idempotency_key_in_use",
        )
    return Claim(row.pk, now)


def keep_answer(*, claim: Claim, status: int, body: str) -> None:
    """Store the answer in the transaction of its effect. Raises Conflict if the claim was taken over."""
    mine = IdempotencyKey.objects.filter(pk=claim.key_id, created_at=claim.since, status=None)
    if not mine.update(status=status, body=body):
        raise Conflict(_("A repeat of this request finished first."), code="idempotency_key_in_use")


def give_up(*, claim: Claim) -> None:
    """Free the key, because nothing was done under it."""
    IdempotencyKey.objects.filter(pk=claim.key_id, created_at=claim.since, status=None).delete()


def purge_keys(*, now: datetime) -> int:
    """Delete the stored answers that are too old."""
    return IdempotencyKey.objects.filter(created_at__lt=now - KEEP).delete()[0]
