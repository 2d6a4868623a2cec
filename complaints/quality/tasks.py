"""Scheduled tasks of quality."""

from celery import shared_task
from django.utils import timezone

from . import services


@shared_task(name="quality.render_report")
def render_report() -> None:
    """Generate the investigation reports that wait."""
    services.render_due_reports(now=timezone.now())


@shared_task(name="quality.remind_actions")
def remind_actions() -> None:
    services.remind_overdue_actions(now=timezone.now())
