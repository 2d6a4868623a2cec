"""Scheduled tasks of this app."""

from celery import shared_task
from django.utils import timezone

from .services.exports import sweep_lapsed
from .services.imports.running import run_due_imports


@shared_task(name="transfers.sweep_exports")
def sweep_exports() -> None:
    sweep_lapsed(now=timezone.now())


@shared_task(name="transfers.run_imports", time_limit=6 * 3600)
def run_imports() -> None:
    """May take long. The lease in the row, not the message, keeps a second worker away."""
    run_due_imports(now=timezone.now())
