"""Timed work of complaints."""

from celery import shared_task
from django.utils import timezone

from .services import escalation


@shared_task(name="complaints.sweep_promises")
def sweep_promises() -> None:
    escalation.sweep(now=timezone.now())
