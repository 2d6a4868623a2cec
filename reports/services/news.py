"""Tells readers that a report is there, and administrators that one failed. No mail holds a figure or a name."""

from __future__ import annotations

from datetime import datetime

from aftersales.notifications.services.notifications import notify
from aftersales.staff.enums import Role
from aftersales.staff.models import User

from ..models import ReportSchedule, StoredReport
from ..permissions import KIND_READERS


def tell_made(row: StoredReport, *, now: datetime) -> int:
    """Send the link to those whom the schedule names and who may read the report, and to who asked for it; returns to
    how many."""
    wanted = ReportSchedule.objects.filter(kind=row.kind).values_list("roles", flat=True).first() or []
    roles = set(wanted) & {str(role) for role in KIND_READERS[row.kind]}
    users = {user.pk: user for user in User.objects.filter(role__in=roles, is_active=True)}
    if row.asked_by is not None and row.asked_by.is_active:
        users[row.asked_by.pk] = row.asked_by
    template = f"report_corrected_{row.kind}" if row.replaces_id else f"report_{row.kind}"
    notify(
        users=users.values(),
        template=template,
        params=_params(row),
        url=row.get_absolute_url(),
        key=f"report:{row.pk}",
        now=now,
    )
    return len(users)


def tell_failed(row: StoredReport, *, now: datetime) -> None:
    """Tell the administrators, at the first failure and when it is given up."""
    notify(
        users=User.objects.filter(role=Role.ADMIN, is_active=True),
        template="report_given_up" if row.make_at is None else "report_failed",
        params=_params(row),
        url=row.get_absolute_url(),
        key=f"report-failed:{row.pk}:{row.tries}:{now:%Y%m%d%H%M}",
        now=now,
    )


def _params(row: StoredReport) -> dict[str, str]:
    return {
        "number": row.number or "",
        "first": row.first.isoformat(),
        "last": row.last.isoformat(),
        "corrects": (row.replaces.number or "") if row.replaces else "",
    }
