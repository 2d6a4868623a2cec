"""Signs of life."""

from datetime import datetime

from ..models import Heartbeat


def beat(*, name: str, now: datetime) -> None:
    """The scheduler sent this and a worker ran it: both live."""
    Heartbeat.objects.update_or_create(name=name, defaults={"beat_at": now})
