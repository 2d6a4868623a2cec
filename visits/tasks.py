"""Scheduled tasks of visits."""

from celery import shared_task
from django.utils import timezone

from .services.kinds import plan_service_visits as plan_services
from .services.planning import plan_due as plan
from .services.reminders import sweep_reminders as sweep


@shared_task(name="visits.plan_due")
def plan_due() -> None:
    plan(now=timezone.now())


@shared_task(name="visits.sweep_reminders")
def sweep_reminders() -> None:
    sweep(now=timezone.now())


@shared_task(name="visits.plan_service_visits")
def plan_service_visits() -> None:
    plan_services(now=timezone.now())
