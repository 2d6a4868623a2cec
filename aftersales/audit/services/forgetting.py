"""Forgets why personal data of somebody was read."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Model

from aftersales.store.personal import ERASED

from ..models import AccessLogEntry


@transaction.atomic
def forget_reads(*, subject: str) -> dict[type[Model], list[int]]:
    """Who read what stays; the words in which they said why go. Returns the rows, for the chain of seals."""
    rows = AccessLogEntry.objects.filter(subject=subject)
    keys = list(rows.values_list("pk", flat=True))
    rows.exclude(reason="").update(reason=ERASED)
    return {AccessLogEntry: keys}
