"""Scheduled tasks of this app."""

from celery import shared_task
from django.utils import timezone

from .services import seals


@shared_task(name="audit.seal")
def seal() -> None:
    seals.seal_all(now=timezone.now())


@shared_task(name="audit.verify")
def verify() -> None:
    seals.verify_daily(now=timezone.now())
