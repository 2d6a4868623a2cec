"""Scheduled tasks of complaints."""

from celery import shared_task
from django.utils import timezone

from .services import (
    approval_escalation,
    escalation,
    fulfilment,
    held,
    missed_calls,
    reception,
    recounting,
    reminders,
    risk,
)


@shared_task(name="complaints.run_held")
def run_held() -> None:
    """Carry out what can no longer be undone."""
    held.run_due(now=timezone.now())


@shared_task(name="complaints.sweep_reminders")
def sweep_reminders() -> None:
    reminders.sweep(now=timezone.now())


@shared_task(name="complaints.sweep_approval_escalation")
def sweep_approval_escalation() -> None:
    """Escalate approval steps that none of their approvers may decide any more."""
    approval_escalation.sweep(now=timezone.now())


@shared_task(name="complaints.sweep_sla_targets")
def sweep_sla_targets() -> None:
    escalation.sweep(now=timezone.now())


@shared_task(name="complaints.sweep_risk")
def sweep_risk() -> None:
    """Flag tickets that became a risk because time passed, or because of what is now known about the customer."""
    risk.sweep(now=timezone.now())


@shared_task(name="complaints.sweep_reception")
def sweep_reception() -> None:
    """Notify the staff about visitors who were not greeted in time."""
    reception.sweep(now=timezone.now())


@shared_task(name="complaints.sweep_goods")
def sweep_goods() -> None:
    """Notify the staff about goods that did not come back after their replacement was sent."""
    fulfilment.sweep_late_goods(now=timezone.now())


@shared_task(name="complaints.sweep_missed_calls")
def sweep_missed_calls() -> None:
    """Queue calls of which nothing was heard, and notify the managers of those not called back in time."""
    missed_calls.sweep(now=timezone.now())


@shared_task(name="complaints.sweep_calendar")
def sweep_calendar() -> None:
    """Count open SLA targets again after holidays or working hours have changed."""
    recounting.sweep(now=timezone.now())
