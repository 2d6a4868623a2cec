"""Scheduled tasks of reports."""

from celery import shared_task
from django.utils import timezone

from .services import making


@shared_task(name="reports.plan_reports")
def plan_reports() -> None:
    """Put the reports of periods that have ended on the list."""
    making.plan_due(now=timezone.now())


@shared_task(name="reports.make_reports")
def make_reports() -> None:
    """Make the reports that wait."""
    making.make_due(now=timezone.now())
