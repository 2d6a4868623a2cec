"""Whether every response belongs to an answered invitation, every answered invitation has one, and every anonymous
response is the one that was mixed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from itertools import chain

from django.db.models import Count, Q

from aftersales.audit.queries.seals import fields_of
from aftersales.audit.rules.faults import DIFFERS, GONE, UNKNOWN
from aftersales.audit.rules.seals import content_digest, row_digest

from ..models import Ballot, Invitation, Mixture, Response, Round

LABEL = Response._meta.label_lower
MANY = 500
Found = Iterator[tuple[str, int, str]]


def unpaired() -> Found:
    """Responses that nobody was asked for, and invitations whose response is gone. Responses are named without their
    invitation. Of an anonymous round only the number of responses can be compared."""
    inserted = Response.objects.filter(invitation__answered_at=None, pk__gt=0).order_by("pk")
    lost = Invitation.objects.exclude(answered_at=None).filter(response=None).order_by("pk")
    lost = lost.exclude(round__is_anonymous=True)
    return chain(
        ((LABEL, pk, UNKNOWN) for pk in inserted.values_list("pk", flat=True).iterator(chunk_size=2000)),
        (
            (Invitation._meta.label_lower, pk, GONE)
            for pk in lost.values_list("pk", flat=True).iterator(chunk_size=2000)
        ),
        _unequal_rounds(),
    )


def _unequal_rounds() -> Found:
    """Anonymous rounds with more or fewer answers than answered invitations."""
    answered = Count("invitations", filter=Q(invitations__answered_at__isnull=False))
    for asked in Round.objects.filter(is_anonymous=True).annotate(answered=answered).order_by("pk"):
        held = Ballot.objects.filter(round=asked).count() + Response.objects.filter(round=asked).count()
        if held != asked.answered:
            yield Round._meta.label_lower, asked.pk, UNKNOWN if held > asked.answered else GONE


def mixtures_differ() -> Found:
    """Mixtures whose responses were changed or are gone, and anonymous responses that no mixture wrote."""
    written: set[int] = set()
    for mixture in Mixture.objects.order_by("pk").iterator(chunk_size=200):
        written.update(mixture.keys)
        if digest_of(mixture.keys) != mixture.digest:
            there = set(Response.objects.filter(pk__in=mixture.keys).values_list("pk", flat=True))
            gone = [key for key in mixture.keys if key not in there]
            yield from ((LABEL, key, GONE) for key in gone)
            if not gone:
                yield Mixture._meta.label_lower, mixture.pk, DIFFERS
    for pk in Response.objects.filter(pk__lt=0).order_by("pk").values_list("pk", flat=True).iterator(chunk_size=2000):
        if pk not in written:
            yield LABEL, pk, UNKNOWN


def digest_of(keys: Sequence[int]) -> str:
    """SHA-256 over the rows of these responses, in the order of their keys."""
    total = hashlib.sha256()
    for pk, content in _contents(sorted(keys)):
        total.update(row_digest(LABEL, pk, content))
    return total.hexdigest()


def _contents(keys: Sequence[int]) -> Iterator[tuple[int, bytes]]:
    fields = fields_of(Response)
    for start in range(0, len(keys), MANY):
        rows = Response.objects.filter(pk__in=keys[start : start + MANY]).order_by("pk").values_list("pk", *fields)
        yield from ((pk, content_digest(values)) for pk, *values in rows)
