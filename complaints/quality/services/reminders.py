"""Reminds of samples whose period is over, and of verdicts that are overdue (Q5)."""

from datetime import datetime

from django.db import transaction

from aftersales.store.sweeping import each_due
from aftersales.store.writing import lock

from ..enums import ObjectionState
from ..models import Objection, Sample
from ..queries.objections import to_remind as verdicts_to_remind
from ..queries.samples import obstacles_of
from ..queries.samples import to_remind as samples_to_remind
from .news import tell_retained, tell_verdict_late


def remind_of_samples(*, now: datetime, limit: int = 200) -> int:
    """Tell the custodian of each sample whose period is over, once per end of the period."""
    return each_due(samples_to_remind(now), lambda pk: _sample(pk, now), limit=limit)


@transaction.atomic
def _sample(pk: int, now: datetime) -> int:
    """Claim the row and notify, in one transaction. Returns 1, or 0 if it is not due after all."""
    row = lock(Sample.objects.select_related("custodian"), pk=pk)
    if not samples_to_remind(now).filter(pk=pk).exists() or obstacles_of(row, now):
        return 0
    Sample.objects.filter(pk=pk).update(reminded_on=row.retain_until)
    tell_retained(row, now=now)
    return 1


def remind_of_verdicts(*, now: datetime, limit: int = 200) -> int:
    """Tell the quality department of each verdict that is overdue, once per due date."""
    return each_due(verdicts_to_remind(now), lambda pk: _verdict(pk, now), limit=limit)


@transaction.atomic
def _verdict(pk: int, now: datetime) -> int:
    row = lock(Objection, pk=pk)
    if row.state != ObjectionState.EXAMINING or not verdicts_to_remind(now).filter(pk=pk).exists():
        return 0
    Objection.objects.filter(pk=pk).update(reminded_on=row.verdict_due_on)
    tell_verdict_late(row, now=now)
    return 1
