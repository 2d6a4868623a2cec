"""Scheduled tasks of quality."""

from celery import shared_task
from django.utils import timezone

from . import services
from .services import campaign_notices, campaign_papers, campaign_rows
from .services.reminders import remind_of_samples, remind_of_verdicts
from .services.suggestion_intake import review_tickets
from .services.suggestion_lists import make_monthly_list


@shared_task(name="quality.render_report")
def render_report() -> None:
    """Generate the investigation reports that wait."""
    services.render_due_reports(now=timezone.now())


@shared_task(name="quality.remind_actions")
def remind_actions() -> None:
    services.remind_overdue_actions(now=timezone.now())


@shared_task(name="quality.sweep_batches")
def sweep_batches() -> None:
    """Reckon the control charts of batches anew and raise early warnings."""
    services.sweep_batches(now=timezone.now())


@shared_task(name="quality.remind_samples")
def remind_samples() -> None:
    remind_of_samples(now=timezone.now())


@shared_task(name="quality.remind_verdicts")
def remind_verdicts() -> None:
    remind_of_verdicts(now=timezone.now())


@shared_task(name="quality.review_tickets")
def review_suggestions() -> None:
    """Give opinions and suggestions of the past their reviews."""
    review_tickets(now=timezone.now())


@shared_task(name="quality.list_suggestions")
def list_suggestions() -> None:
    """Make the monthly list of suggestions, if it is due."""
    make_monthly_list(now=timezone.now())


@shared_task(name="quality.send_notices")
def send_notices() -> None:
    """Put the notices of campaigns that are due into the outbox."""
    campaign_notices.send_due_notices(now=timezone.now())


@shared_task(name="quality.settle_notices")
def settle_notices() -> None:
    """Note which notices went out and which came back."""
    campaign_notices.settle_notices(now=timezone.now())


@shared_task(name="quality.gather_customers")
def gather_customers() -> None:
    """Add later sales and transfers to running campaigns."""
    campaign_rows.gather_due(now=timezone.now())


@shared_task(name="quality.render_papers")
def render_papers() -> None:
    """Generate the documents of campaigns that wait."""
    campaign_papers.render_due_papers(now=timezone.now())
