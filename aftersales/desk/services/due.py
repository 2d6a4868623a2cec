"""Everything that the scheduler would do, at once."""

from __future__ import annotations

from datetime import datetime

from aftersales.store.schedule import Job, jobs

BATCH = 200


def run_due(*, now: datetime) -> dict[str, int]:
    """Do what is due; returns how many of what. Safe to run twice, or twice at once: each part claims its rows."""
    return {job.task: run_job(job, now=now) for job in jobs() if not job.by_worker_only}


def run_job(job: Job, *, now: datetime) -> int:
    """A sweep takes a batch at a time; a batch that does nothing is the last."""
    if not job.in_batches:
        return job.service(now=now) or 0
    total = 0
    while done := job.service(now=now, limit=BATCH):
        total += done
    return total
