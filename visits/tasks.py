"""Scheduled tasks of visits."""

from celery import shared_task
from django.utils import timezone

from .services.digests import sweep_digests as send
from .services.levelling import plan_ahead as level
from .services.planning import plan_due as plan
from .services.reminders import sweep_reminders as sweep


@shared_task(name="visits.plan_due")
def plan_due() -> None:
    plan(now=timezone.now())


@shared_task(name="visits.sweep_reminders")
def sweep_reminders() -> None:
    sweep(now=timezone.now())


@shared_task(name="visits.plan_ahead")
def plan_ahead() -> None:
    level(now=timezone.now())


@shared_task(name="visits.sweep_digests")
def sweep_digests() -> None:
    send(now=timezone.now())
