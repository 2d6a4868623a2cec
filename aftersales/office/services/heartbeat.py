"""Heartbeats of the scheduler and the worker."""

from datetime import datetime

from ..models import Heartbeat


def beat(*, name: str, now: datetime) -> None:
    """Record a heartbeat. The scheduler sends it and a worker records it, so it shows that both run."""
    Heartbeat.objects.update_or_create(name=name, defaults={"beat_at": now})
