"""Scheduled tasks of self-evaluation."""

from celery import shared_task
from django.utils import timezone

from .services import evaluations


@shared_task(name="certification.begin_yearly")
def begin_yearly() -> None:
    evaluations.begin_yearly(now=timezone.now())
