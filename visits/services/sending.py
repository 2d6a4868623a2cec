"""Records that a phone sends: each takes effect once, however often it arrives."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from aftersales.staff.models import Actor

from ..models import SentRecord, Visit


def record_sent_before(visit: Visit, key: UUID) -> Visit | None:
    """What the record with this key was answered with. The caller has locked the visit, so that nobody sends it
    meanwhile."""
    sent = SentRecord.objects.filter(visit=visit, key=key).select_related("result").first()
    return sent.result if sent else None


def keep_record(visit: Visit, key: UUID, action: str, result: Visit, *, actor: Actor, now: datetime) -> None:
    """Keep the key of a record in the transaction of its effect."""
    SentRecord.objects.create(visit=visit, key=key, action=action, result=result, sent_by=actor, received_at=now)
