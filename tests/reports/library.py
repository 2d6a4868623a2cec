"""Stored reports, schedules and market notes for tests."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from reports.models import MarketNote, ReportSchedule, StoredReport
from reports.rules.library import period_before, period_with
from reports.services import making, market
from reports.services.schedules import install_defaults
from tests.factories import NOW

# At 06:00 in Shanghai on 2 December, when the monthly reports of November are due.
DECEMBER = datetime(2026, 12, 1, 22, 0, tzinfo=UTC)


def schedules(since: date | None = None) -> list[ReportSchedule]:
    if not ReportSchedule.objects.exists():
        install_defaults(actor=None, now=NOW, since=since)
    return list(ReportSchedule.objects.order_by("pk"))


def ordered(kind: str = "complaints", rhythm: str = "month", now: datetime = NOW, **more: Any) -> StoredReport:
    """A report of the last period that waits."""
    period = period_before(period_with(now.date(), rhythm), rhythm)
    return StoredReport.objects.create(
        kind=kind, rhythm=rhythm, first=period.first, last=period.last, created_at=now, make_at=now, **more
    )


def made(kind: str = "complaints", rhythm: str = "month", now: datetime = NOW) -> StoredReport:
    row = ordered(kind, rhythm, now)
    assert making.make_due(now=now) == 1
    row.refresh_from_db()
    return row


def note(author: Any, now: datetime = NOW, **facts: Any) -> MarketNote:
    values = {
        "title": "竞品降价",
        "kind": "price",
        "first": date(2026, 10, 1),
        "last": date(2026, 10, 31),
        "findings": "蓝海同级恒温箱降价约一成。",
        "asked_for": "分期付款。",
        "source": "华东经销商会，2026-10-22",
    }
    return market.write_note(actor=author, now=now, **{**values, **facts})
