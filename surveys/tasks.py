"""Scheduled tasks of surveys."""

from celery import shared_task
from django.utils import timezone

from .services import grading


@shared_task(name="surveys.sweep_grades")
def sweep_grades() -> None:
    grading.sweep(now=timezone.now())
