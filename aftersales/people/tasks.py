"""Scheduled tasks of people."""

from celery import shared_task
from django.utils import timezone

from .services import due, evaluations, following


@shared_task(name="people.refresh_due")
def refresh_due() -> None:
    """Compute anew who is due for which course."""
    due.refresh_all(now=timezone.now())


@shared_task(name="people.remind_due")
def remind_due() -> None:
    due.remind_due(now=timezone.now())


@shared_task(name="people.remind_late")
def remind_late() -> None:
    due.remind_late(now=timezone.now())


@shared_task(name="people.remind_follow_ups")
def remind_follow_ups() -> None:
    following.remind_follow_ups(now=timezone.now())


@shared_task(name="people.begin_evaluation")
def begin_evaluation() -> None:
    """Begin the first evaluation of the communication rules."""
    evaluations.begin_first(now=timezone.now())


@shared_task(name="people.remind_evaluations")
def remind_evaluations() -> None:
    evaluations.remind_evaluations(now=timezone.now())
