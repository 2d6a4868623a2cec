"""Backups: their file names, when one is due, and which are kept."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta

STALE_AFTER = timedelta(hours=36)
DRILL_EVERY = timedelta(days=7)
NAME = re.compile(r"aftersales-(\d{8}T\d{6}Z)\.tar\.gz")


def name_of(moment: datetime) -> str:
    """The file name, such as aftersales-20261122T183000Z.tar.gz. Names sort by time."""
    return f"aftersales-{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}.tar.gz"


def moment_of(name: str) -> datetime | None:
    """When the backup with this file name was made; None if it is not the name of a backup."""
    found = NAME.fullmatch(name)
    if not found:
        return None
    try:
        return datetime.strptime(found[1], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        return None


def outdated(names: Iterable[str], *, newest: int, weeks: int) -> list[str]:
    """The backups that may be deleted: all except the newest ones, and the last one of each of the last weeks that
    have one."""
    known = {name: moment for name in names if (moment := moment_of(name))}
    ordered = sorted(known, key=lambda name: known[name], reverse=True)
    last_of_week: dict[tuple[int, int], str] = {}
    for name in ordered:
        year, week, _day = known[name].isocalendar()
        last_of_week.setdefault((year, week), name)
    kept = {*ordered[: max(newest, 1)], *list(last_of_week.values())[: max(weeks, 0)]}
    return [name for name in ordered if name not in kept]


def daily_key(local: datetime, at: time | None) -> str:
    """The key of today's backup if its time has come, else "". local: now, in the company's time zone."""
    if at is None or local.time() < at:
        return ""
    return f"daily:{local.date().isoformat()}"


def is_stale(last_good: datetime | None, since: datetime | None, now: datetime) -> bool:
    """Whether the last successful backup is too old. since: when the first one was tried; counts if none has
    succeeded."""
    reference = last_good or since
    return reference is not None and now - reference > STALE_AFTER


def drill_due(last_drill: datetime | None, first_good: datetime | None, now: datetime) -> bool:
    """Whether a restore test is due: every week, and a week after the first backup."""
    reference = last_drill or first_good
    return reference is not None and now - reference >= DRILL_EVERY
