"""Scheduled tasks of this app."""

from celery import shared_task
from django.utils import timezone

from .services.runs import run_due_backups


@shared_task(name="backups.run", time_limit=6 * 3600)
def run() -> None:
    """May take long. The claim in the row, not the message, keeps a second worker away."""
    run_due_backups(now=timezone.now())
