"""Erases the reasons in the access log about an erased customer."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Model

from aftersales.store.personal import ERASED

from ..models import AccessLogEntry


@transaction.atomic
def forget_reads(*, subject: str) -> dict[type[Model], list[int]]:
    """Erase the reasons that users gave for reading about `subject`; who read what stays. Returns the changed rows,
    for reseal_redacted."""
    rows = AccessLogEntry.objects.filter(subject=subject)
    keys = list(rows.values_list("pk", flat=True))
    rows.exclude(reason="").update(reason=ERASED)
    return {AccessLogEntry: keys}
