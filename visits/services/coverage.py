"""Keeps the figures of coverage at the end of each quarter.

The figures of today are always counted anew. Those of the past rest on the visits that took place by the day and the
tiers and cadence of then, with the regions, exceptions and wishes at the time of counting. They are counted once, on
the first run after the quarter, and kept. Quarters before this job ran the first time are counted then; a customer
counts from the day on which it was entered, because of earlier days not all visits are known.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction

from aftersales.staff.models import Actor
from aftersales.store.dates import company_date

from ..models import CoverageDay, CoverageFigure
from ..queries.coverage import past_shares
from ..rules.coverage import quarter_ends


def keep_coverage(*, now: datetime, actor: Actor = None) -> int:
    """Count the quarters of the last two years that have ended and are not kept yet; returns how many. It may run
    twice at once and may be killed."""
    ended = quarter_ends(company_date(now))
    kept = set(CoverageDay.objects.filter(on__in=ended).values_list("on", flat=True))
    return sum(keep_day(day=day, now=now) for day in reversed(ended) if day not in kept)


def keep_day(*, day: date, now: datetime, actor: Actor = None) -> bool:
    """Count one day, unless somebody else has."""
    by = past_shares(day)
    try:
        with transaction.atomic():
            row = CoverageDay.objects.create(on=day, taken_at=now)
            CoverageFigure.objects.bulk_create(
                CoverageFigure(day=row, tier=tier, region_id=region, due=share.due, in_time=share.in_time)
                for (tier, region), share in sorted(by.items(), key=str)
            )
    except IntegrityError:
        return False
    return True
