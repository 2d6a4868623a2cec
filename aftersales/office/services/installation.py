"""Defaults for a new company: its name, its working time, the public holidays of China."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction

from aftersales.staff.models import Actor
from aftersales.store.dates import company_date
from aftersales.store.writing import create_all_with_history, save_with_history

from ..models import Company, Holiday, WorkingPeriod
from ..rules.hours import HOURS, WORKING_WEEKDAYS

MAKE_UP = "调休上班"


@transaction.atomic
def install_defaults(
    *, actor: Actor, now: datetime, company: Mapping[str, str] | None = None, is_demo: bool = False
) -> None:
    """Create the row of the company, its working week, and the holidays of the years around now, if they do not
    exist yet."""
    if not Company.objects.exists():
        facts = {"name": "本公司", "name_en": "Our company", **(company or {})}
        save_with_history(Company(**facts, is_demo=is_demo), actor=actor, reason="default")
    if not WorkingPeriod.objects.exists():
        for weekday in WORKING_WEEKDAYS:
            for starts, ends in HOURS:
                save_with_history(
                    WorkingPeriod(weekday=weekday, starts=starts, ends=ends), actor=actor, reason="default"
                )
    this_year = company_date(now).year
    install_holidays(actor=actor, years=(this_year - 1, this_year, this_year + 1))


@transaction.atomic
def install_holidays(*, actor: Actor, years: Iterable[int]) -> list[int]:
    """Add the holidays and make-up workdays of these years. Returns the years that are known.

    A year whose make-up workdays are not announced yet is left out: an incomplete year would look complete.
    """
    known = {year: days for year in years if (days := public_holidays(year))}
    there = set(Holiday.objects.filter(date__year__in=known).values_list("date", flat=True))
    rows = [row for days in known.values() for row in days if row.date not in there]
    if rows:
        create_all_with_history(Holiday, rows, actor=actor, reason="public holidays")
    return sorted(known)


def public_holidays(year: int) -> list[Holiday]:
    """Every day of a year that differs from its weekday; empty if the plan of the year is not announced."""
    import holidays  # slow to import, and rarely needed

    table = holidays.country_holidays("CN", years=year, language="zh_CN")
    worked = sorted(day for day in getattr(table, "weekend_workdays", ()) if day.year == year)
    if not worked:
        return []
    off = [Holiday(date=day, name=_short(name)) for day, name in sorted(table.items())]
    return off + [Holiday(date=day, is_workday=True, name=MAKE_UP) for day in worked]


def _short(name: str) -> str:
    """A short name: 休息日（由 2026-01-04 调休） becomes 调休放假."""
    return "调休放假" if name.startswith("休息日") else name[:100]
