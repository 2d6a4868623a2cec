"""Reports that somebody asks for: made by hand, tried again, corrected."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aftersales.audit.enums import AccessKind
from aftersales.audit.queries.access import was_recorded
from aftersales.audit.services.access import record_access
from aftersales.kernel.errors import Conflict, InvalidInput, RuleViolation, ensure
from aftersales.staff.models import User
from aftersales.store.dates import company_date
from aftersales.store.writing import lock, save_with_history

from .. import permissions
from ..enums import ReportKind, ReportState, Rhythm
from ..models import StoredReport
from ..queries.library import latest_edition
from ..rules.library import period_with
from ..rules.periods import Span
from ..rules.workflow import REPORT

OPENED_AGAIN = timedelta(days=1)  # sooner, a second look is not recorded


@transaction.atomic
def note_opening(*, report: StoredReport, what: str, actor: User, now: datetime) -> None:
    """Record in the access log that somebody opened a report or one of its files. what: page, or the file."""
    ensure(permissions.can_read(actor, report.kind))
    facts: dict[str, Any] = {"actor": actor, "kind": AccessKind.REPORT, "subject": str(report.number), "detail": what}
    if report.number and not was_recorded(**facts, since=now - OPENED_AGAIN):
        record_access(**facts, now=now)


@transaction.atomic
def order_report(*, kind: str, rhythm: str, day: date, actor: User, now: datetime) -> StoredReport:
    """Have the report of a period made that is over and has none yet. day: any day of the period."""
    ensure(permissions.can_make(actor, kind))
    if kind == ReportKind.SATISFACTION and rhythm != Rhythm.QUARTER:
        raise InvalidInput(
            _("The satisfaction report is about a quarter, like its survey round."), code="quarter_only", field="rhythm"
        )
    period = period_with(day, rhythm)
    if period.last >= company_date(now):
        raise RuleViolation(_("This period is not over yet."), code="not_over", field="day")
    if latest_edition(kind, period) is not None:
        raise Conflict(_("There is a report of this period already. Correct that one."), code="made_already")
    row = StoredReport(
        kind=kind,
        rhythm=rhythm,
        first=period.first,
        last=period.last,
        asked_by=actor,
        created_at=now,
        make_at=now,
    )
    return save_with_history(row, actor=actor, reason="report requested")


@transaction.atomic
def retry_report(*, report_id: int, actor: User, now: datetime) -> StoredReport:
    """Try at once to make a report that failed."""
    row = _locked(report_id, actor)
    ensure(permissions.can_retry(actor, row.kind))
    if row.state == ReportState.MADE or not row.fault:
        raise RuleViolation(_("This report has been made, or will be shortly."), code="not_failed")
    if row.state == ReportState.FAILED:
        row.state = REPORT.next(row.state, "retry" if row.snapshot is None else "reprint")
        row.tries = 0
    row.make_at = now
    return save_with_history(row, actor=actor, reason="report tried again")


@transaction.atomic
def correct_report(*, report_id: int, reason: str, actor: User, now: datetime) -> StoredReport:
    """Make a report anew from the present data. It gets a number of its own and names the one that it corrects, which
    stays as it is."""
    row = _locked(report_id, actor)
    ensure(permissions.can_make(actor, row.kind))
    if row.state != ReportState.MADE:
        raise RuleViolation(_("Only a report that was made can be corrected."), code="not_made")
    newest: Any = latest_edition(row.kind, Span(row.first, row.last))
    if newest.pk != row.pk:
        raise Conflict(_("This report has been corrected already. Correct the newest one."), code="corrected_already")
    if not reason.strip():
        raise InvalidInput(_("This field is required."), code="required", field="reason")
    new = StoredReport(
        kind=row.kind,
        rhythm=row.rhythm,
        first=row.first,
        last=row.last,
        edition=row.edition + 1,
        replaces=row,
        reason=reason.strip()[:500],
        asked_by=actor,
        created_at=now,
        make_at=now,
    )
    return save_with_history(new, actor=actor, reason="report corrected")


def _locked(pk: int, actor: User) -> StoredReport:
    return lock(permissions.visible_reports(actor), pk=pk)
