"""The company, its working time and holidays, drafts and files."""

from dataclasses import dataclass
from datetime import date, time
from typing import IO

from django.db.models import Max
from django.utils import timezone

from aftersales.kernel.errors import NotVisible
from aftersales.kernel.worktime import Calendar, Period
from aftersales.staff.models import User

from ..models import Company, Draft, Holiday, StoredFile, WorkingPeriod


def company() -> Company:
    """The company's row; an unsaved one before set-up."""
    return Company.objects.order_by("pk").first() or Company(name="售后服务", name_en="Aftersales")


def calendar() -> Calendar:
    """Working time as it is set up now: periods of the week, holidays, make-up workdays."""
    weekly: dict[int, list[Period]] = {}
    for row in WorkingPeriod.objects.all():
        weekly.setdefault(row.weekday, []).append(Period(row.starts, row.ends))
    days = list(Holiday.objects.values_list("date", "is_workday"))
    return Calendar(
        tz=timezone.get_default_timezone(),
        weekly=weekly,
        holidays=frozenset(day for day, work in days if not work),
        workdays=frozenset(day for day, work in days if work),
        known_years=frozenset(day.year for day, _work in days),
    )


@dataclass(frozen=True)
class Week:
    """The stretches of each weekday. version: of the week as a whole; every change of a stretch makes another."""

    days: dict[int, list[tuple[time, time]]]
    version: int


def working_week() -> Week:
    """Working time as it is set up now."""
    days: dict[int, list[tuple[time, time]]] = {}
    for row in WorkingPeriod.objects.all():
        days.setdefault(row.weekday, []).append((row.starts, row.ends))
    return Week(days, WorkingPeriod.history.aggregate(last=Max("history_id"))["last"] or 0)


def draft_of(user: User, key: str) -> dict:
    """What the user typed in a form and has not sent."""
    row = Draft.objects.filter(user=user, key=key).first()
    return row.content if row else {}


def content_of(stored: StoredFile) -> IO[bytes]:
    """The bytes of a file; one that was erased is not there."""
    if stored.erased_at is not None:
        raise NotVisible(code="erased", message="This file was erased.")
    return stored.file.open("rb")


def missing_years(today: date) -> list[int]:
    """This year and, from September on, the next one, if their holidays are missing: deadlines count weekdays then."""
    known = {day.year for day in Holiday.objects.dates("date", "year")}
    wanted = [today.year, today.year + 1] if today.month >= 9 else [today.year]
    return [year for year in wanted if year not in known]
