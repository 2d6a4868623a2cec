"""Scheduled tasks of visits."""

from celery import shared_task
from django.utils import timezone

from .services.planning import plan_due as plan
from .services.reminders import sweep_reminders as sweep
from .services.schedules import check_schedules as check
from .services.schedules import sweep_schedules as compute


@shared_task(name="visits.plan_due")
def plan_due() -> None:
    plan(now=timezone.now())


@shared_task(name="visits.sweep_reminders")
def sweep_reminders() -> None:
    sweep(now=timezone.now())


@shared_task(name="visits.sweep_schedules")
def sweep_schedules() -> None:
    compute(now=timezone.now())


@shared_task(name="visits.check_schedules")
def check_schedules() -> None:
    check(now=timezone.now())
