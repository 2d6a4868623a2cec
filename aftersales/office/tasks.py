"""Scheduled tasks of this app."""

from celery import shared_task
from django.utils import timezone

from .services.heartbeat import beat
from .services.idempotency import purge_keys


@shared_task(name="office.heartbeat")
def heartbeat() -> None:
    beat(name="worker", now=timezone.now())


@shared_task(name="office.purge_idempotency_keys")
def purge_idempotency_keys() -> None:
    purge_keys(now=timezone.now())
