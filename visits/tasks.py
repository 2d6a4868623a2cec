"""Scheduled tasks of visits."""

from celery import shared_task
from django.utils import timezone

from .services.coverage import keep_coverage as keep
from .services.planning import plan_due as plan
from .services.reminders import sweep_reminders as sweep


@shared_task(name="visits.plan_due")
def plan_due() -> None:
    plan(now=timezone.now())


@shared_task(name="visits.sweep_reminders")
def sweep_reminders() -> None:
    sweep(now=timezone.now())


@shared_task(name="visits.keep_coverage")
def keep_coverage() -> None:
    keep(now=timezone.now())
