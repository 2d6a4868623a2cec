"""The access log: reads of personal data and exports are recorded before the data is shown."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from aftersales.staff.models import Actor

from ..enums import AccessKind
from ..models import AccessLogEntry


@transaction.atomic
def record_access(
    *, actor: Actor, now: datetime, kind: AccessKind, subject: str, detail: str = "", reason: str = "", count: int = 1
) -> AccessLogEntry:
    """Record who read what and why. Call it in the transaction that reveals the data, or before an export is sent.

    subject: the number of the record (CU-2026-00001) or the name of a list, never a person's name. detail: the fields,
    or the filters of a list. count: how many records.
    """
    return AccessLogEntry.objects.create(
        actor=actor, at=now, kind=AccessKind(kind), subject=subject[:200], detail=detail, reason=reason, count=count
    )
