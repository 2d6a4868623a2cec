"""The calendar as its pages show it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from aftersales.web.moments import MONTHS, WEEKDAYS, day

from ..models import Visit
from ..queries.calendar import Day, RepLoad, Scope, Week
from ..rules.cadence import due_state

HEIGHT = 30  # of the picture of a week, in pixels
WEEK_OF_WORK = 5  # working days; a week with fewer is named below the table


@dataclass(frozen=True)
class DayCell:
    """A day as a field of the calendar. label: its number. said: what a screen reader says."""

    day: Day
    label: str
    weekday: str
    url: str
    said: str
    classes: str
    visits: list[tuple[Visit, str]]
    more: int


@dataclass(frozen=True)
class WeekBar:
    """A week of one rep: a bar as high as its visits, and a line where no more can be made. In pixels."""

    week: Week
    url: str
    said: str
    classes: str
    y: str
    height: str
    line: str


def query_of(scope: Scope, **more: Any) -> str:
    """The query string of a page of the calendar."""
    values = {"rep": scope.rep, "region": scope.region, **more}
    found = urlencode({name: value for name, value in values.items() if value})
    return f"?{found}" if found else ""


def day_cells(
    weeks: Iterable[Iterable[date]], days: Mapping[date, Day], scope: Scope, *, at: date, today: date, by_week: bool
) -> list[list[DayCell]]:
    """at: a day of the month that is shown, and the day that was opened last."""
    return [[_cell(days[each], scope, at, today, by_week) for each in week] for week in weeks]


def _cell(row: Day, scope: Scope, at: date, today: date, by_week: bool) -> DayCell:
    on = row.on
    view = "week" if by_week else ""
    classes = {
        "off": not row.capacity,
        "out": not by_week and on.month != at.month,
        "today": on == today,
        "sel": on == at,
    }
    return DayCell(
        row,
        _label(on, by_week),
        str(WEEKDAYS[on.weekday()]),
        reverse("visit_calendar_day", args=[on.isoformat()]) + query_of(scope, view=view),
        _said(row),
        " ".join(name for name, applies in classes.items() if applies),
        [(visit, due_state(visit.state, visit.due_on, visit.planned_on, today)) for visit in row.first],
        row.count - len(row.first),
    )


def _label(on: date, by_week: bool) -> str:
    if on.day == 1 or (by_week and not on.weekday()):
        return pgettext("day", "%(day)s %(month)s") % {"day": on.day, "month": MONTHS[on.month - 1]}
    return str(on.day)


def _said(row: Day) -> str:
    values = {"day": day(row.on), "count": row.count, "capacity": row.capacity}
    if not row.capacity:
        return _("%(day)s, visits: %(count)s") % values
    return _("%(day)s, visits: %(count)s of %(capacity)s") % values


def week_name(monday: date) -> str:
    return pgettext("week", "W%(number)s") % {"number": monday.isocalendar().week}


def load_rows(loads: Sequence[RepLoad], scope: Scope) -> list[tuple[RepLoad, list[WeekBar]]]:
    highest = max((max(week.count, week.capacity) for row in loads for week in row.weeks), default=0) or 1
    return [(row, [_bar(row, week, scope, highest) for week in row.weeks]) for row in loads]


def _bar(row: RepLoad, week: Week, scope: Scope, highest: int) -> WeekBar:
    top = HEIGHT - 2
    height, line = week.count / highest * top, HEIGHT - week.capacity / highest * top
    classes = "gone" if not row.rep.is_active else "over" if week.over else ""
    said = _("%(rep)s, %(week)s: %(count)s of %(capacity)s") % {
        "rep": row.rep,
        "week": week_name(week.monday),
        "count": week.count,
        "capacity": week.capacity,
    }
    url = reverse("visit_calendar") + query_of(Scope(row.rep.pk, scope.region), at=week.monday.isoformat(), view="week")
    return WeekBar(week, url, said, classes, f"{HEIGHT - height:.1f}", f"{height:.1f}", f"{line:.1f}")


def load_notes(loads: Sequence[RepLoad]) -> list[str]:
    """What the table of the load shows, in words: short weeks, and who has more visits than can be made."""
    notes = []
    short = [week for week in (loads[0].weeks if loads else []) if week.workdays < WEEK_OF_WORK]
    if short:
        weeks = ", ".join(f"{week_name(week.monday)} ({week.workdays})" for week in short)
        notes.append(_("Weeks with fewer working days: %(weeks)s.") % {"weeks": weeks})
    for row in loads:
        notes += [
            _("%(rep)s has %(count)s too many in %(week)s.")
            % {"rep": row.rep, "count": week.over, "week": week_name(week.monday)}
            for week in row.weeks
            if week.over and row.rep.is_active
        ]
    return notes


def title_of(at: date, by_week: bool) -> str:
    if not by_week:
        return date_format(at, "YEAR_MONTH_FORMAT")
    year, week, _weekday = at.isocalendar()
    return _("Week %(week)s of %(year)s") % {"week": week, "year": year}
