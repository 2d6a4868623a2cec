"""The company, its working time and holidays, drafts and files."""

from dataclasses import dataclass
from datetime import date, time
from typing import IO

from django.db.models import Max
from django.utils import timezone

from aftersales.kernel.errors import NotVisible
from aftersales.kernel.worktime import Calendar, Period
from aftersales.staff.models import User
from aftersales.store.remembered import Remembered

from ..models import Company, Draft, Holiday, JobFailure, StoredFile, WorkingPeriod
from ..rules.hours import HOURS, WORKING_WEEKDAYS


def company() -> Company:
    """The row of the company, or an unsaved one if the system is not set up yet."""
    return Company.objects.order_by("pk").first() or Company(name="售后服务", name_en="Aftersales")


def _calendar() -> Calendar:
    weekly: dict[int, list[Period]] = {}
    for row in WorkingPeriod.objects.all():
        weekly.setdefault(row.weekday, []).append(Period(row.starts, row.ends))
    # The scheduler runs before the first administrator sets the company up.
    weekly = weekly or {weekday: [Period(*hours) for hours in HOURS] for weekday in WORKING_WEEKDAYS}
    days = list(Holiday.objects.values_list("date", "is_workday"))
    return Calendar(
        tz=timezone.get_default_timezone(),
        weekly=weekly,
        holidays=frozenset(day for day, work in days if not work),
        workdays=frozenset(day for day, work in days if work),
        known_years=frozenset(day.year for day, _work in days),
    )


CALENDAR = Remembered("office.WorkingPeriod", "office.Holiday", read=_calendar)


def calendar() -> Calendar:
    """The current working time: working periods of the week, holidays, make-up workdays."""
    return CALENDAR()


@dataclass(frozen=True)
class Week:
    """The working periods of each weekday. version: of the whole week; it changes with each period."""

    days: dict[int, list[tuple[time, time]]]
    version: int


def working_week() -> Week:
    """The current working hours."""
    days: dict[int, list[tuple[time, time]]] = {}
    for row in WorkingPeriod.objects.all():
        days.setdefault(row.weekday, []).append((row.starts, row.ends))
    return Week(days, WorkingPeriod.history.aggregate(last=Max("history_id"))["last"] or 0)


def draft_of(user: User, key: str) -> dict:
    """The content of the user's draft for a form."""
    row = Draft.objects.filter(user=user, key=key).first()
    return row.content if row else {}


def content_of(stored: StoredFile) -> IO[bytes]:
    """The bytes of a file. Raises NotVisible if the file was erased."""
    if stored.erased_at is not None:
        raise NotVisible(code="erased", message="This file was erased.")
    return stored.file.open("rb")


def missing_years(today: date) -> list[int]:
    """This year and, from September on, next year, if they have no holidays: deadlines then count weekdays only."""
    known = {day.year for day in Holiday.objects.dates("date", "year")}
    wanted = [today.year, today.year + 1] if today.month >= 9 else [today.year]
    return [year for year in wanted if year not in known]


def failing_jobs() -> list[JobFailure]:
    """The scheduled jobs whose last run failed or skipped rows."""
    return list(JobFailure.objects.all())
