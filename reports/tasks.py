"""Scheduled tasks of reports."""

from celery import shared_task
from django.utils import timezone

from .services import keeping, making


@shared_task(name="reports.plan_reports")
def plan_reports() -> None:
    """Put the reports of periods that have ended on the list."""
    making.plan_due(now=timezone.now())


@shared_task(name="reports.make_reports")
def make_reports() -> None:
    """Make the reports that wait."""
    making.make_due(now=timezone.now())


@shared_task(name="reports.keep_figures")
def keep_figures() -> None:
    """Make the sums of days that have changed again."""
    keeping.keep_figures(now=timezone.now())


@shared_task(name="reports.check_figures")
def check_figures() -> None:
    """Compare the kept sums with their rows."""
    keeping.check_figures(now=timezone.now())
