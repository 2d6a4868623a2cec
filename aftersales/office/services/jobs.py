"""What failed in the scheduled jobs, kept until they succeed again."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction

from aftersales.store.schedule import jobs
from aftersales.store.sweeping import Failed, collecting

from ..models import JobFailure

logger = logging.getLogger(__name__)
SHOWN = 5


@contextmanager
def watched(task: str, *, now: datetime) -> Iterator[None]:
    """Run a job within this block. Rows that failed in it, or the failure of all of it, are recorded; a run without
    failures clears the record. An error that ends the job is raised again."""
    with collecting() as failed:
        try:
            yield
        except Exception as error:
            _record(task, [*failed, Failed(None, type(error).__name__)], now)
            raise
        _record(task, failed, now)


def _record(task: str, failed: list[Failed], now: datetime) -> None:
    """The job has done its work; that its failures cannot be written must not end it, too."""
    if not any(job.task == task for job in jobs()):
        return
    try:
        with transaction.atomic():
            if not failed:
                JobFailure.objects.filter(task=task).delete()
                return
            rows = list({repr(one.key): one for one in failed}.values())  # a job may try a row several times
            error = ", ".join(_named(one) for one in rows[:SHOWN])
            values = {"failed_at": now, "rows": len(rows), "error": error[:300]}
            JobFailure.objects.update_or_create(task=task, defaults=values, create_defaults={**values, "since": now})
    except Exception:  # the database itself may be what fails
        logger.exception("the failures of %s were not recorded", task)


def _named(one: Failed) -> str:
    return one.kind if one.key is None else f"{one.kind} ({one.key})"
