"""How the archive answers announcements of the floors below."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from aftersales.office.signals import restored

from .services import erasure


@receiver(restored, dispatch_uid="customers.restored")
def on_restored(*, now: datetime, **_kwargs: Any) -> None:
    erasure.repeat_erasures(now=now)
