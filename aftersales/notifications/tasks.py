"""Scheduled tasks of this app."""

from celery import shared_task
from django.utils import timezone

from .services.notifications import deliver_due


@shared_task(name="notifications.deliver")
def deliver() -> None:
    deliver_due(now=timezone.now())
