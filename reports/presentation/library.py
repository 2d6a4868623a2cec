"""Rows of the library of reports, its schedules, and what stands beside a report."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from aftersales.audit.enums import AccessKind
from aftersales.audit.queries.access import accesses_of
from aftersales.audit.texts.reasons import reasons_of
from aftersales.staff.enums import Role
from aftersales.staff.models import User
from aftersales.web.figures import listed
from aftersales.web.history import Change, Source, changes
from aftersales.web.moments import day, moment

from ..enums import Fault, FileFormat, ReportKind, ReportState, Rhythm
from ..models import KeptFigures, ReportFile, ReportSchedule, StoredReport
from ..permissions import KIND_READERS, can_read
from ..rules.library import AT_HOUR
from ..rules.periods import Span
from .contents.words import here, period_words

MOST_OPENINGS = 20
DOTS = {ReportState.WAITING: "now", ReportState.FIXED: "now", ReportState.MADE: "ok", ReportState.FAILED: "late"}


@dataclass(frozen=True)
class FileLink:
    url: str
    label: str


@dataclass(frozen=True)
class ReportRow:
    """A line of the library. trouble: why it failed and when it is tried again; "" if all is well."""

    row: StoredReport
    period: str
    dot: str
    standing: str
    trouble: str
    files: list[FileLink]


def period_of(row: StoredReport) -> str:
    return str(here(period_words(Span(row.first, row.last), row.rhythm)))


def check_words(row: KeptFigures | None) -> str:
    """What the last nightly check of the kept sums found; "" before the first one."""
    if row is None or row.checked_at is None:
        return ""
    facts = {"day": day(row.checked_at), "count": row.differed, "total": f"{row.compared:,}"}
    if row.differed:
        return _("Check on %(day)s: %(count)s of %(total)s kept sums were wrong and were corrected.") % facts
    return _("Check on %(day)s: all %(total)s kept sums of the dashboards are right.") % facts


def report_rows(rows: Iterable[StoredReport], user: User, now: datetime) -> list[ReportRow]:
    return [report_row(row, user, now) for row in rows]


def report_row(row: StoredReport, user: User, now: datetime) -> ReportRow:
    trouble = trouble_of(row, now)
    dot = "late" if trouble else DOTS[ReportState(row.state)]
    return ReportRow(row, period_of(row), dot, standing_of(row), trouble, file_links(row, user))


def standing_of(row: StoredReport) -> str:
    """Sent to 7; made at the 2nd attempt after a failure."""
    if row.state != ReportState.MADE:
        return str(row.get_state_display())
    sent = _("sent to %(count)s") % {"count": row.told} if row.told else _("sent to nobody")
    if not row.fault:
        return sent
    return _("%(sent)s; attempt %(number)s, before: %(fault)s") % {
        "sent": sent,
        "number": row.tries + 1,
        "fault": Fault(row.fault).label,
    }


def trouble_of(row: StoredReport, now: datetime) -> str:
    """Why a report is not there, and when it is tried again."""
    if row.state == ReportState.MADE or not row.fault:
        return ""
    params = {"count": row.tries, "fault": Fault(row.fault).label}
    if row.make_at is None:
        return _("Failed attempts: %(count)s, %(fault)s. Not tried again by itself.") % params
    params["when"] = moment(row.make_at, now)
    return _("Failed attempts: %(count)s, %(fault)s. Next attempt %(when)s.") % params


def file_links(row: StoredReport, user: User) -> list[FileLink]:
    """The files by language and format, for who may read them."""
    if row.state != ReportState.MADE or not can_read(user, row.kind):
        return []
    order = {(file.language, file.format): file for file in row.files.all()}
    names = {"zh-hans": _("Chinese"), "en": pgettext("file", "English")}
    return [
        FileLink(file_url(order[language, kind.value]), f"{names[language]} {kind.label}")
        for language, _name in settings.LANGUAGES
        for kind in FileFormat
        if (language, kind.value) in order
    ]


def file_url(file: ReportFile) -> str:
    return reverse("report_file", args=[file.report_id, file.language, file.format])


def kind_tabs(user: User, current: str) -> list[dict[str, Any]]:
    """All, and each kind that the user may read."""
    url = reverse("reports")
    kinds = [kind for kind in ReportKind if user.role in KIND_READERS[kind] or user.role == Role.ADMIN]
    tabs = [{"url": url, "label": _("All"), "current": not current}]
    return tabs + [
        {"url": f"{url}?kind={kind.value}", "label": kind.label, "current": current == kind.value} for kind in kinds
    ]


@dataclass(frozen=True)
class ScheduleRow:
    row: ReportSchedule
    when: str
    next: str
    dot: str


def schedule_rows(rows: Iterable[ReportSchedule], troubled: set[str], now: datetime) -> list[ScheduleRow]:
    """The schedules with their next date. A kind in `troubled` has a report that failed."""
    return [
        ScheduleRow(
            row,
            when_of(row),
            moment(row.next_at, now) if row.is_active else _("switched off"),
            "late" if row.kind in troubled else "ok" if row.is_active else "paused",
        )
        for row in rows
    ]


def when_of(row: ReportSchedule) -> str:
    return _("%(rhythm)s, %(days)s days after its end, %(hour)s:00") % {
        "rhythm": Rhythm(row.rhythm).label,
        "days": row.days_after,
        "hour": AT_HOUR,
    }


def facts(row: StoredReport, now: datetime) -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = [
        (_("Period"), f"{row.first.isoformat()} – {row.last.isoformat()}"),
        (_("Figures of"), moment(row.fixed_at, now)),
        (pgettext("report", "Made"), moment(row.made_at, now)),
        (_("Requested by"), row.asked_by),
        (_("Reason"), row.reason),
        (_("Sent to"), row.told or ""),
        (_("Failed attempts"), row.tries or ""),
        ("SHA-256", short_hash(row.content_hash)),
    ]
    files = ((_opened(f"{file.language}.{file.format}"), short_hash(file.sha256)) for file in row.files.all())
    return [*found, *files]


def short_hash(digest: str) -> str:
    """The beginning and the end of a hash, as at the foot of a printed page. Reports end with the whole one."""
    return f"{digest[:16]}…{digest[-8:]}" if digest else ""


def openings(row: StoredReport, now: datetime) -> list[tuple[str, str, str]]:
    """Who opened the report or one of its files last: the person, what, and when."""
    if not row.number:
        return []
    found = accesses_of(kind=AccessKind.REPORT, subject=row.number, most=MOST_OPENINGS)
    return [(str(one.actor or ""), _opened(one.detail), moment(one.at, now)) for one in found]


def _opened(what: str) -> str:
    language, dot, suffix = what.partition(".")
    if not dot:
        return _("page")
    names = {"zh-hans": _("Chinese"), "en": pgettext("file", "English")}
    return f"{names.get(language, language)} {FileFormat(suffix).label}"


def report_changes(row: StoredReport) -> list[Change]:
    labels = {"state": _("Status"), "number": _("Number"), "tries": _("Failed attempts")}
    states = {"state": lambda value: str(ReportState(value).label)}
    return changes([Source(row.history.all(), str, labels, states)], reasons_of("reports"))


def schedule_changes(*rows: ReportSchedule) -> list[Change]:
    labels = {
        "rhythm": _("Rhythm"),
        "days_after": _("Days after the period"),
        "roles": _("Sent to"),
        "is_active": _("Active"),
    }
    words = {
        "rhythm": lambda value: str(Rhythm(value).label),
        "roles": lambda roles: listed(Role(role).label for role in roles),
    }
    history = ReportSchedule.history.filter(id__in=[row.pk for row in rows])
    return changes([Source(history, lambda _row: "", labels, words)], reasons_of("reports"))
