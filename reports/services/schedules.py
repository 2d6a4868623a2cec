"""The schedules of reports: changed in place, with history."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import InvalidInput, ensure
from aftersales.staff.models import Actor
from aftersales.store.dates import company_date
from aftersales.store.writing import lock, same_version, save_with_history

from ..defaults import SCHEDULES
from ..enums import ReportKind, Rhythm
from ..models import ReportSchedule
from ..permissions import KIND_READERS, can_keep_schedules
from ..rules.library import period_with
from .making import moment_of


@transaction.atomic
def update_schedule(
    *, schedule_id: int, actor: Actor, now: datetime, version: int | None = None, **facts: Any
) -> ReportSchedule:
    """Change rhythm, day, recipients, or switch it on or off. With another rhythm, and when it is switched on again,
    the next report is about the period that runs now."""
    row = lock(ReportSchedule, pk=schedule_id)
    ensure(actor is None or can_keep_schedules(actor))
    same_version(row, version)
    was = (row.rhythm, row.is_active)
    for name in ("rhythm", "days_after", "is_active"):
        if name in facts:
            setattr(row, name, facts[name])
    if "roles" in facts:
        row.roles = _checked(row.kind, facts["roles"])
    if row.kind == ReportKind.SATISFACTION and row.rhythm != Rhythm.QUARTER:
        raise InvalidInput(
            _("The satisfaction report is about a quarter, like its survey round."), code="quarter_only", field="rhythm"
        )
    if (row.rhythm, row.is_active) != was and row.is_active:
        row.next_first = period_with(company_date(now), row.rhythm).first
    row.next_at = moment_of(period_with(row.next_first, row.rhythm), row.days_after)
    row.version += 1
    return save_with_history(row, actor=actor, reason="changed")


def _checked(kind: str, roles: Iterable[str]) -> list[str]:
    chosen = {str(role) for role in roles}
    if not chosen <= {str(role) for role in KIND_READERS[kind]}:
        raise InvalidInput(_("One of these roles may not read this report."), code="not_readers", field="roles")
    return sorted(chosen)


@transaction.atomic
def install_defaults(*, actor: Actor, now: datetime, since: date | None = None) -> None:
    """Create the schedules that are missing. since: a day of the first period to report, today if not given."""
    known = set(ReportSchedule.objects.values_list("kind", flat=True))
    for kind, rhythm, days_after, roles in SCHEDULES:
        if kind in known:
            continue
        period = period_with(since or company_date(now), rhythm)
        row = ReportSchedule(
            kind=kind,
            rhythm=rhythm,
            days_after=days_after,
            roles=sorted(roles),
            next_first=period.first,
            next_at=moment_of(period, days_after),
        )
        save_with_history(row, actor=actor, reason="defaults")
