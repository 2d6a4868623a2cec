"""Runs all scheduled jobs at once."""

from __future__ import annotations

import logging
from datetime import datetime

from aftersales.office.services.jobs import watched
from aftersales.store.schedule import Job, jobs

BATCH = 200
logger = logging.getLogger(__name__)


def run_due(*, now: datetime) -> dict[str, int | None]:
    """Run every job; returns how many each did, None if it failed. Safe to repeat and to run in parallel, because
    each job locks its rows."""
    return {job.task: run_job(job, now=now) for job in jobs() if not job.by_worker_only}


def run_job(job: Job, *, now: datetime) -> int | None:
    """Run batches until one does nothing. A job that fails is recorded and returns None; the others follow."""
    total = 0
    try:
        with watched(job.task, now=now):
            if not job.in_batches:
                return job.service(now=now) or 0
            while done := job.service(now=now, limit=BATCH):
                total += done
    except Exception:  # recorded; one job must not stop the others
        logger.exception("%s failed", job.task)
        return None
    return total
