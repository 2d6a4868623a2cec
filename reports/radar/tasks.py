"""Scheduled tasks of the radar."""

from celery import shared_task
from django.utils import timezone

from . import services


@shared_task(name="radar.watch")
def watch() -> None:
    """Look at all series, and signal what rises."""
    services.watch(now=timezone.now())
