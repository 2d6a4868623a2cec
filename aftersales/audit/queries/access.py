"""Reads the access log."""

from collections.abc import Iterable
from datetime import datetime

from aftersales.staff.models import Actor

from ..enums import AccessKind
from ..models import AccessLogEntry


def was_recorded(*, actor: Actor, kind: AccessKind, subject: str, detail: str, since: datetime) -> bool:
    """Whether the same access was recorded since then, so that typing on does not fill the log."""
    rows = AccessLogEntry.objects.filter(subject=subject, actor=actor, kind=kind, detail=detail, at__gte=since)
    return rows.exists()


def accesses_of(*, kind: AccessKind, subject: str, most: int) -> Iterable[AccessLogEntry]:
    """The latest recorded accesses to a subject."""
    rows = AccessLogEntry.objects.filter(kind=kind, subject=subject).select_related("actor")
    return rows.order_by("-at", "-pk")[:most]
