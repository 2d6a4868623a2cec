"""When the next visit of a customer is due and why, in words, and the exceptions of a customer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from aftersales.web.moments import day

from ..enums import ExceptionKind, ScheduleBasis
from ..models import ScheduleRun, VisitException, VisitSchedule
from .cadence import interval_words


def due_words(row: VisitSchedule | None) -> str:
    """The day, or that there is none."""
    if row is None or row.next_due_on is None:
        return _("No follow-up due")
    return _("Next follow-up due by %(day)s") % {"day": day(row.next_due_on)}


def why_words(row: VisitSchedule | None) -> str:
    """Why then, or why not at all."""
    if row is None:
        return _("The due day has not been computed yet.")
    never = {
        ScheduleBasis.NO_CADENCE: _("The tier has no visit cadence."),
        ScheduleBasis.OPTED_OUT: _("The customer wants no visits."),
        ScheduleBasis.ERASED: _("The data of the customer was erased."),
    }
    if row.basis in never:
        return never[ScheduleBasis(row.basis)]
    since = _("since the last visit on %(day)s") if row.last_visit_on else _("since %(day)s; no visit took place yet")
    said = [_(", ").join([interval_words(row.months), since % {"day": day(row.counted_from)}])]
    if row.basis == ScheduleBasis.OFTEN:
        said.append(_("More often than the tier requires."))
    if row.basis in (ScheduleBasis.NOT_BEFORE, ScheduleBasis.PAUSED):
        said.append(_("No visit before %(day)s.") % {"day": day(row.earliest_on)})
    return " · ".join(said)


@dataclass(frozen=True)
class ExceptionRow:
    """An exception in words. is_past: it has ended by its last day."""

    exception: VisitException
    what: str
    until: str
    is_past: bool


def exception_rows(rows: Iterable[VisitException], today: date) -> list[ExceptionRow]:
    return [_row(row, today) for row in rows]


def _row(row: VisitException, today: date) -> ExceptionRow:
    past = row.until is not None and row.until < today
    if row.kind == ExceptionKind.NOT_BEFORE:
        past = row.not_before is not None and row.not_before <= today
    return ExceptionRow(row, exception_words(row), day(row.until) if row.until else "", past)


def exception_words(row: VisitException) -> str:
    words: dict[str, Any] = {
        ExceptionKind.OFTEN: lambda: interval_words(row.months),
        ExceptionKind.NOT_BEFORE: lambda: _("Not before %(day)s") % {"day": day(row.not_before)},
        ExceptionKind.NOT_BY_PHONE: lambda: _("Not by phone"),
        ExceptionKind.PAUSED: lambda: _("Paused until %(day)s") % {"day": day(row.until)},
    }
    return str(words[row.kind]())


def run_words(run: ScheduleRun | None) -> str:
    """How far the computation of all schedules is; "" if none is running."""
    if run is None:
        return ""
    facts = {"done": run.done, "total": run.total}
    return _("The due days of all customers are being computed: %(done)s of %(total)s.") % facts


def check_words(run: ScheduleRun | None) -> str:
    """What the last nightly check found."""
    if run is None or run.finished_at is None:
        return ""
    facts = {"day": day(run.finished_at), "count": run.differed, "total": run.done}
    if run.differed:
        return _("Check on %(day)s: %(count)s of %(total)s due days were wrong and were corrected.") % facts
    return _("Check on %(day)s: all %(total)s due days are right.") % facts
