"""Keeps the sums by day that dashboards read, and checks them every night.

A change of a row needs nothing of this: its history row, written in the same transaction, makes the sums of its days
stale (queries/metrics/stale.py), and whoever reads counts stale days anew. This job makes the sums of stale days again
and moves `since`, all in one transaction under the lock of the only row of KeptFigures. So it may be killed anywhere,
repeated, and run twice at once.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse

from aftersales.notifications.services.notifications import notify
from aftersales.staff.enums import Role
from aftersales.staff.queries import people_with_role
from aftersales.store.dates import company_date
from aftersales.store.sweeping import report
from aftersales.store.writing import lock

from ..models import DaySum, KeptFigures
from ..models.kept import ONLY
from ..queries.metrics.days import A_DAY, EDITION, KEPT, LATE, WIDTH, DayFigures, Key, day_figures
from ..queries.metrics.stale import Newest, newest, stale_days

logger = logging.getLogger(__name__)
BATCH = 2000


class FiguresDiffered(Exception):
    """The nightly check found kept sums that are not what their rows give."""


@transaction.atomic
def keep_figures(*, now: datetime) -> int:
    """Make the sums of stale days again; returns of how many days of how many sources. The first time, and after a
    change of the codes that sums are named by, of all."""
    return _keep(_locked(), now)


def _locked() -> KeptFigures:
    KeptFigures.objects.get_or_create(pk=ONLY)
    return lock(KeptFigures, pk=ONLY)


def _keep(row: KeptFigures, now: datetime) -> int:
    seen = newest()
    settled = _settled(row, seen)
    days = _days_to_make(row, seen, now) if row.since and row.edition == EDITION else None
    if days is None and settled is None:
        done = 0  # whoever still writes may commit rows below the newest ones, so the sums wait
    elif days is None:
        done = sum(_make_all(source, now) for source in KEPT)
        row.edition, row.made_at = EDITION, now
    else:
        done = sum(_make(source, some, now) for source, some in days.items() if some)
        row.made_at = now
    if settled is not None:
        row.since = settled
    if settled is not None or not row.next_since:
        row.next_since, row.waits_for = (seen.ids, sorted(seen.running)) if seen.running else ({}, [])
    row.save()
    return done


def _days_to_make(row: KeptFigures, seen: Newest, now: datetime) -> dict[str, frozenset[date]] | None:
    """The stale days, and the days that have begun since the sums were made, of which the late tickets are new."""
    days = stale_days(row.since, seen.ids, now)
    if days is None or row.made_at is None:
        return None
    before, today = company_date(row.made_at), company_date(now)
    begun = {before + n * A_DAY for n in range(1, (today - before).days + 1)}
    return {**days, LATE: days[LATE] | begun}


def _settled(row: KeptFigures, seen: Newest) -> dict[str, int] | None:
    """The keys below which nobody commits a row any more, or None."""
    if not seen.running:
        return seen.ids
    return row.next_since if row.next_since and seen.running.isdisjoint(row.waits_for) else None


def _make_all(source: str, now: datetime) -> int:
    DaySum.objects.filter(source=source).delete()
    return _store(source, day_figures(source, now))


def _make(source: str, days: Collection[date], now: datetime) -> int:
    DaySum.objects.filter(source=source, dim__in=["", *KEPT[source]], day__in=days).delete()
    _store(source, day_figures(source, now, days))
    return len(days)


def _store(source: str, found: dict[Key, DayFigures]) -> int:
    rows = [
        DaySum(
            source=source,
            dim=dim,
            key=key,
            day=day,
            fen=one.fen,
            until=one.until,
            **{f"sum_{n}": value for n, value in enumerate(one.sums)},
        )
        for (dim, key, day), one in found.items()
    ]
    DaySum.objects.bulk_create(rows, batch_size=BATCH)
    return len({row.day for row in rows})


def check_figures(*, now: datetime) -> int:
    """The nightly check: count the sums of all days afresh. Those that differ are mended, and administrators are told.
    Returns how many differed, which must be none."""
    keep_figures(now=now)
    return _check(now)


@transaction.atomic
def _check(now: datetime) -> int:
    row = _locked()
    if not row.since:
        return 0
    compared, wrong = 0, []
    for source in KEPT:
        fresh = {key: [*one.sums, one.fen] for key, one in day_figures(source, now).items()}
        stored = _stored(source)
        days = stale_days(row.since, newest().ids, now)  # asked last: what has changed meanwhile is no difference
        if days is None:
            return 0
        keys = [key for key in fresh.keys() | stored.keys() if key[2] not in days[source]]
        differing = [key for key in keys if fresh.get(key) != stored.get(key)]
        compared += len(keys)
        wrong += [(source, *key) for key in sorted(differing)]
        if differing:
            _make(source, {day for _dim, _key, day in differing}, now)
    row.checked_at, row.compared, row.differed = now, compared, len(wrong)
    row.save()
    _tell(wrong, now)
    return len(wrong)


def _stored(source: str) -> dict[Key, list[int]]:
    names = [f"sum_{n}" for n in range(WIDTH)]
    rows = DaySum.objects.filter(source=source).order_by().values_list("dim", "key", "day", *names, "fen")
    return {(dim, key, day): sums for dim, key, day, *sums in rows.iterator()}


def _tell(wrong: Iterable[tuple[str, str, str, date]], now: datetime) -> None:
    """Tell administrators of a check that found something."""
    found = list(wrong)
    for source, dim, key, day in found:
        report(f"{source} {dim} {key} {day}", FiguresDiffered())
    if not found:
        return
    logger.error("%s kept sums of figures differed from their rows and were mended", len(found))
    notify(
        users=people_with_role(Role.ADMIN),
        template="reports.figures_differed",
        params={"count": str(len(found))},
        url=reverse("report_schedules"),
        key=f"reports.figures_differed:{company_date(now)}",
        now=now,
    )
