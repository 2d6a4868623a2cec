"""The nightly look at all series: signals are made, kept up to date and ended (B9)."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction

from aftersales.store.sweeping import each
from aftersales.store.writing import save_with_history
from complaints.quality.queries.batch_weeks import WEEK, this_week

from ..enums import Level
from ..models import RadarRun, RadarSignal
from ..queries.weeks import exposure_until, weekly_counts
from ..rules.scan import Found, Scan, Series, scan
from .news import tell_rising

LOOKS = 5  # worth a look; more would be a list that nobody reads


def watch(*, now: datetime) -> int:
    """Look at the last whole week, make signals of what rises, and end those that are back in their usual range.
    Returns how many were made or ended. Safe to run twice, and to be killed anywhere: a signal is made, told of and
    ended once. A signal that fails is skipped and reported."""
    last = this_week(now) - WEEK
    lasting = {row.key: row for row in RadarSignal.objects.filter(ended_at=None)}
    found = scan(weekly_counts(last), exposure_until(last), [series_of_signal(row) for row in lasting.values()])
    _note_run(found, last, now)
    named = {key_of(row.series): (row, Level.ALARM) for row in found.alarms}
    named |= {key_of(row.series): (row, Level.LOOK) for row in found.looks[:LOOKS]}
    named |= {key_of(row.series): (row, Level.LOOK) for row in found.looks if key_of(row.series) in lasting}
    changed = each(named, lambda key: _keep(key, *named[key], last, now))
    gone = [key for key, row in lasting.items() if key not in named and row.last_week <= last]
    return changed + each(gone, lambda key: _end(key, now))


def key_of(series: Series) -> str:
    """The name of a series, which is the same every week."""
    return ":".join("" if part is None else str(part) for part in series)


def series_of_signal(signal: RadarSignal) -> Series:
    return Series(signal.kind or None, signal.problem, signal.product_id, signal.batch or None, signal.region_id)


@transaction.atomic
def _note_run(found: Scan, last: date, now: datetime) -> None:
    facts = {"computed_at": now, "series": found.series, "tests": found.tests, "limit": found.limit}
    RadarRun.objects.update_or_create(week=last, defaults=facts)


def _keep(key: str, found: Found, level: str, last: date, now: datetime) -> int:
    """Make the signal of a series, or write the figures of this week into it. An alarm that was only worth a look
    before is told of now."""
    figures = {
        "last_week": last,
        "weeks": found.weeks,
        "count": found.count,
        "usual": found.usual,
        "chance": found.chance,
        "counts": list(found.counts[-12:]),
        "low": found.low,
        "high": found.high,
    }
    try:
        with transaction.atomic():
            signal = RadarSignal.objects.select_for_update(of=("self",)).filter(key=key, ended_at=None).first()
            if signal is None:
                return _make(key, found, level, figures, last, now)
            RadarSignal.objects.filter(pk=signal.pk).update(**figures)
            if level == Level.ALARM and signal.level == Level.LOOK:
                signal.refresh_from_db()
                signal.level = Level.ALARM
                signal.version += 1
                save_with_history(signal, actor=None, reason="signal past the limit")
                tell_rising(signal, now=now)
            return 0
    except IntegrityError:
        # Another worker has made it at the same moment.
        return 0


def _make(key: str, found: Found, level: str, figures: dict[str, object], last: date, now: datetime) -> int:
    one = found.series
    signal = RadarSignal(
        key=key,
        kind=one.kind or "",
        problem=one.problem,
        product_id=one.product,
        batch=one.batch or "",
        region_id=one.region,
        level=level,
        week=last,
        found_at=now,
        **figures,
    )
    save_with_history(signal, actor=None, reason="signal found")
    if level == Level.ALARM:
        tell_rising(signal, now=now)
    return 1


@transaction.atomic
def _end(key: str, now: datetime) -> int:
    signal = RadarSignal.objects.select_for_update(of=("self",)).filter(key=key, ended_at=None).first()
    if signal is None:
        return 0
    signal.ended_at = now
    signal.version += 1
    save_with_history(signal, actor=None, reason="signal ended")
    return 1
