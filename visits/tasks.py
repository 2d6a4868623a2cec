"""Scheduled tasks of visits."""

from celery import shared_task
from django.utils import timezone

from .services.care_reminders import sweep_care_reminders as remind_of_care
from .services.care_suggestions import sweep_care_dates as look_at_dates
from .services.coverage import keep_coverage as keep
from .services.digests import sweep_digests as send
from .services.forum_opinions import sweep_opinions as remind_of_opinions
from .services.kinds import plan_service_visits as plan_services
from .services.levelling import plan_ahead as level
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


@shared_task(name="visits.plan_service_visits")
def plan_service_visits() -> None:
    plan_services(now=timezone.now())


@shared_task(name="visits.sweep_care_reminders")
def sweep_care_reminders() -> None:
    remind_of_care(now=timezone.now())


@shared_task(name="visits.sweep_care_dates")
def sweep_care_dates() -> None:
    look_at_dates(now=timezone.now())


@shared_task(name="visits.sweep_opinions")
def sweep_opinions() -> None:
    remind_of_opinions(now=timezone.now())


@shared_task(name="visits.keep_coverage")
def keep_coverage() -> None:
    keep(now=timezone.now())


@shared_task(name="visits.sweep_schedules")
def sweep_schedules() -> None:
    compute(now=timezone.now())


@shared_task(name="visits.check_schedules")
def check_schedules() -> None:
    check(now=timezone.now())


@shared_task(name="visits.plan_ahead")
def plan_ahead() -> None:
    level(now=timezone.now())


@shared_task(name="visits.sweep_digests")
def sweep_digests() -> None:
    send(now=timezone.now())
