"""Runs all scheduled jobs at once."""

from __future__ import annotations

from datetime import datetime

from aftersales.store.schedule import Job, jobs

BATCH = 200


def run_due(*, now: datetime) -> dict[str, int]:
    """Run every job; returns how many each did. Safe to repeat and to run in parallel, because each job locks its
    rows."""
    return {job.task: run_job(job, now=now) for job in jobs() if not job.by_worker_only}


def run_job(job: Job, *, now: datetime) -> int:
    """Run batches until one does nothing."""
    if not job.in_batches:
        return job.service(now=now) or 0
    total = 0
    while done := job.service(now=now, limit=BATCH):
        total += done
    return total
