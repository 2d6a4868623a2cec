"""Makes reports: planned by schedules, the figures fixed and numbered, then printed, then announced.

Each step is a transaction of its own and leaves in the database what is done, so a worker may be killed anywhere: the
next run goes on where it stopped. A conditional UPDATE claims a report, so two workers never make the same one; the
unique constraint on kind, period and edition keeps two schedulers from planning it twice.
"""

from __future__ import annotations

import logging
import secrets
from datetime import datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from aftersales.office.services.files import store_bytes
from aftersales.office.services.numbering import next_number
from aftersales.render.pdf import RenderError
from aftersales.store.dates import company_date
from aftersales.store.sweeping import each_due
from aftersales.store.sweeping import report as report_failure
from aftersales.store.writing import lock, save_with_history

from ..documents import stored
from ..enums import Fault, FileFormat
from ..models import ReportFile, ReportSchedule, StoredReport
from ..presentation.contents import contents_of
from ..queries.library import due, latest_edition, waits_for_its_facts
from ..rules.contents import content_hash
from ..rules.library import AT_HOUR, MAX_TRIES, due_day, period_after, period_with, wait_after
from ..rules.periods import Span
from ..rules.workflow import REPORT
from .news import tell_failed, tell_made

logger = logging.getLogger(__name__)
LEASE = timedelta(minutes=10)
A_DAY = timedelta(days=1)
TYPES = {
    FileFormat.PDF: "application/pdf",
    FileFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def moment_of(period: Span, days_after: int) -> datetime:
    """When the report of a period is made."""
    return timezone.make_aware(datetime.combine(due_day(period, days_after), time(AT_HOUR)))


def plan_due(*, now: datetime, limit: int = 20) -> int:
    """Put the reports of periods that have ended on the list; returns how many. A schedule that was behind catches up
    period by period."""
    rows = ReportSchedule.objects.filter(is_active=True, next_at__lte=now).order_by("next_at", "pk")
    return each_due(rows, lambda pk: _plan(pk, now), limit=limit)


@transaction.atomic
def _plan(pk: int, now: datetime) -> int:
    schedule = lock(ReportSchedule, pk=pk)
    if not schedule.is_active or schedule.next_at > now:
        return 0
    period = period_with(schedule.next_first, schedule.rhythm)
    if latest_edition(schedule.kind, period) is None:
        row = StoredReport(
            kind=schedule.kind,
            rhythm=schedule.rhythm,
            first=period.first,
            last=period.last,
            created_at=now,
            make_at=now,
        )
        save_with_history(row, actor=None, reason="report scheduled")
    following = period_after(period, schedule.rhythm)
    schedule.next_first, schedule.next_at = following.first, moment_of(following, schedule.days_after)
    # The next moment is not in the history, and no version of the schedule.
    ReportSchedule.objects.filter(pk=pk).update(next_first=schedule.next_first, next_at=schedule.next_at)
    return 1


def make_due(*, now: datetime, limit: int = 3) -> int:
    """Make the reports that wait; returns how many were made."""
    return each_due(due(now), lambda pk: _make(pk, now), limit=limit)


def _make(pk: int, now: datetime) -> int:
    lease = secrets.token_hex(16)
    free = Q(leased_until=None) | Q(leased_until__lt=now)
    claimed = StoredReport.objects.filter(free, pk=pk, make_at__lte=now)
    before = claimed.values_list("lease", flat=True).first()
    if not claimed.update(lease=lease, leased_until=now + LEASE):
        return 0
    if before and _postpone(pk, lease, Fault.KILLED, now, still_mine=True):
        return 0
    try:
        return _work(pk, lease, now)
    except RenderError as error:
        fault = error.fault if error.fault in Fault.values else Fault.FAILED
        _postpone(pk, lease, fault, now)
    except OSError:
        logger.exception("report %s could not be stored", pk)
        _postpone(pk, lease, Fault.DISK, now)
    except Exception as error:  # any error is counted, tried again and told to the administrator
        logger.exception("report %s failed", pk)
        report_failure(pk, error)
        _postpone(pk, lease, Fault.FAILED, now)
    return 0


def _work(pk: int, lease: str, now: datetime) -> int:
    row = StoredReport.objects.get(pk=pk)
    if row.snapshot is None:
        period = Span(row.first, row.last)
        if waits_for_its_facts(row.kind, period, company_date(now)):
            StoredReport.objects.filter(pk=pk, lease=lease).update(lease="", leased_until=None, make_at=now + A_DAY)
            return 0
        snapshot = contents_of(row.kind, period, row.rhythm, now).as_json()
        if not _fix(pk, lease, snapshot, now):
            return 0
    _print(pk, lease, now)
    return _finish(pk, lease, now)


def _mine(pk: int, lease: str) -> StoredReport | None:
    """The locked report, if this worker still holds it."""
    row = lock(StoredReport.objects.select_related("replaces"), pk=pk)
    return row if row.lease == lease else None


@transaction.atomic
def _fix(pk: int, lease: str, snapshot: dict[str, object], now: datetime) -> bool:
    """Fix the figures and give the number. From here on the contents never change."""
    row = _mine(pk, lease)
    if row is None or row.snapshot is not None:
        return False
    row.state = REPORT.next(row.state, "fix")
    row.number = next_number("RP", now=now)
    row.snapshot, row.content_hash, row.fixed_at = snapshot, content_hash(snapshot), now
    save_with_history(row, actor=None, reason="figures fixed")
    return True


def _print(pk: int, lease: str, now: datetime) -> None:
    """Make the files that are missing. Drawing takes seconds, so it happens outside the transactions."""
    row = StoredReport.objects.select_related("replaces").get(pk=pk)
    there = set(row.files.values_list("language", "format"))
    for language, _name in settings.LANGUAGES:
        for kind, draw in ((FileFormat.PDF, stored.pdf), (FileFormat.XLSX, stored.xlsx)):
            if (language, kind.value) not in there:
                _store(pk, lease, language, kind, draw(row, language), now)


@transaction.atomic
def _store(pk: int, lease: str, language: str, kind: FileFormat, data: bytes, now: datetime) -> None:
    row = _mine(pk, lease)
    if row is None or row.files.filter(language=language, format=kind).exists():
        return
    name = stored.file_name(row, language, kind.value)
    file = store_bytes(data=data, name=name, suffix=kind.value, media_type=TYPES[kind], actor=None, now=now)
    made = ReportFile(report=row, language=language, format=kind, stored=file, sha256=file.sha256)
    save_with_history(made, actor=None, reason="report printed")
    # A report of many pages takes long: each file renews the claim.
    StoredReport.objects.filter(pk=pk, lease=lease).update(leased_until=now + LEASE)


@transaction.atomic
def _finish(pk: int, lease: str, now: datetime) -> int:
    row = _mine(pk, lease)
    if row is None or row.files.count() < len(settings.LANGUAGES) * len(FileFormat):
        return 0
    row.state, row.made_at = REPORT.next(row.state, "finish"), now
    row.make_at, row.lease, row.leased_until = None, "", None
    row.told = tell_made(row, now=now)
    save_with_history(row, actor=None, reason="report made")
    return 1


@transaction.atomic
def _postpone(pk: int, lease: str, fault: str, now: datetime, *, still_mine: bool = False) -> bool:
    """Record the failure and schedule another attempt, or give up after the last one; returns whether it was given up.

    still_mine: the worker before was killed; this one goes on unless it was the last attempt.
    """
    row = _mine(pk, lease)
    if row is None:
        return True
    row.tries, row.fault, row.failed_at = row.tries + 1, fault, now
    given_up = row.tries >= MAX_TRIES
    if given_up:
        row.state, row.make_at = REPORT.next(row.state, "give_up"), None
    elif not still_mine:
        row.make_at = now + wait_after(row.tries)
    if given_up or not still_mine:
        row.lease, row.leased_until = "", None
    save_with_history(row, actor=None, reason="report failed")
    if given_up or row.tries == 1:
        tell_failed(row, now=now)
    return given_up
