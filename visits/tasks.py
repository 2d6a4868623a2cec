"""Scheduled tasks of visits."""

from celery import shared_task
from django.utils import timezone

from .services.care_reminders import sweep_care_reminders as remind_of_care
from .services.care_suggestions import sweep_care_dates as look_at_dates
from .services.forum_opinions import sweep_opinions as remind_of_opinions
from .services.planning import plan_due as plan
from .services.reminders import sweep_reminders as sweep


@shared_task(name="visits.plan_due")
def plan_due() -> None:
    plan(now=timezone.now())


@shared_task(name="visits.sweep_reminders")
def sweep_reminders() -> None:
    sweep(now=timezone.now())


@shared_task(name="visits.sweep_care_reminders")
def sweep_care_reminders() -> None:
    remind_of_care(now=timezone.now())


@shared_task(name="visits.sweep_care_dates")
def sweep_care_dates() -> None:
    look_at_dates(now=timezone.now())


@shared_task(name="visits.sweep_opinions")
def sweep_opinions() -> None:
    remind_of_opinions(now=timezone.now())
