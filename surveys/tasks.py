"""Scheduled tasks of surveys."""

from celery import shared_task
from django.utils import timezone

from .services import (
    ballots,
    call_backs,
    computing,
    grading,
    inviting,
    measures,
    news,
    reporting,
    rounds,
    verbatims,
    weights,
)


@shared_task(name="surveys.sweep_grades")
def sweep_grades() -> None:
    grading.sweep(now=timezone.now())


@shared_task(name="surveys.estimate_weights")
def estimate_weights() -> None:
    weights.estimate_due(now=timezone.now())


@shared_task(name="surveys.compute_rounds")
def compute_rounds() -> None:
    """Compute the figures of rounds that are closed."""
    computing.compute_due(now=timezone.now())


@shared_task(name="surveys.sweep_ballots")
def sweep_ballots() -> None:
    ballots.sweep_ballots(now=timezone.now())


@shared_task(name="surveys.plan_rounds")
def plan_rounds() -> None:
    rounds.plan(now=timezone.now())


@shared_task(name="surveys.open_rounds")
def open_rounds() -> None:
    rounds.open_due(now=timezone.now())


@shared_task(name="surveys.invite")
def invite() -> None:
    inviting.invite_due(now=timezone.now())


@shared_task(name="surveys.remind")
def remind() -> None:
    inviting.remind(now=timezone.now())


@shared_task(name="surveys.close_rounds")
def close_rounds() -> None:
    rounds.close_due(now=timezone.now())


@shared_task(name="surveys.remind_late_call_backs")
def remind_late_call_backs() -> None:
    call_backs.remind_late(now=timezone.now())


@shared_task(name="surveys.index_verbatims")
def index_verbatims() -> None:
    verbatims.index_verbatims(now=timezone.now())


@shared_task(name="surveys.report_rounds")
def report_rounds() -> None:
    """Make the reports of rounds that are computed, and tell their readers."""
    reporting.report_due(now=timezone.now())


@shared_task(name="surveys.check_measures")
def check_measures() -> None:
    measures.check_measures(now=timezone.now())


@shared_task(name="surveys.send_news")
def send_news() -> None:
    news.send_due(now=timezone.now())
