"""When a visit's reminders go out, as moments."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings

from ..rules.cadence import next_reminder, remind_level

MORNING = time(8, 0)  # a reminder waits in the list when the day's work begins


def moment_of(day: date | None) -> datetime | None:
    return datetime.combine(day, MORNING, ZoneInfo(settings.TIME_ZONE)) if day else None


def first_reminder(due: date, today: date) -> tuple[datetime | None, int]:
    """The first reminder of a visit that is planned now, and the level before it.

    Who is told today that a visit is planned needs no reminder of it in the same minute.
    """
    level = min(remind_level(due, today), 1)
    return moment_of(next_reminder(due, level)), level
