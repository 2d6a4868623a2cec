"""Scheduled jobs, declared once for the scheduler and for `manage.py run_due`: `SCHEDULE` of the manifests."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .contributions import contributions


@dataclass(frozen=True)
class Job:
    """A service that does what is due, given `now`, and returns how many it did.

    task: the name of the task in the tasks.py of the app that calls it. every: seconds, or a crontab of Celery. place:
    its position in run_due; jobs that write notifications come before jobs that deliver them. in_batches: the service
    does `limit` rows at a time. by_worker_only: run_due leaves it out.
    """

    task: str
    service: Callable[..., int | None]
    every: Any
    place: int = 50
    in_batches: bool = False
    by_worker_only: bool = False


def jobs() -> list[Job]:
    """All jobs, in the order of run_due."""
    return sorted(contributions("SCHEDULE"), key=lambda job: job.place)
