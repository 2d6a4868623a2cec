"""Exports that a user sees, and who may approve one."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db.models import Case, IntegerField, QuerySet, Sum, Value, When

from aftersales.staff.models import User
from aftersales.staff.queries import absences_on, acting_roles

from ..enums import ExportState
from ..models import ExportRequest
from ..permissions import CONSENTERS, EXPORT_READERS

A_DAY = timedelta(days=1)


def exports_seen_by(user: User, today: date) -> QuerySet[ExportRequest]:
    """The user's own exports; all exports for those who approve (also as stand-in) or audit. Waiting ones come
    first."""
    rows = ExportRequest.objects.select_related("asked_by", "decided_by", "decided_for")
    if user.role not in EXPORT_READERS and not acting_roles(user, today) & CONSENTERS:
        rows = rows.filter(asked_by=user)
    waiting = Case(When(state=ExportState.WAITING, then=Value(0)), default=Value(1), output_field=IntegerField())
    return rows.order_by(waiting, "-pk")


def taken_alone(user: User, now: datetime) -> int:
    """How many unmasked records a user has exported within a day without approval."""
    alone = ExportRequest.objects.filter(asked_by=user, is_whole=True, decided_by=None, taken_at__gt=now - A_DAY)
    return alone.aggregate(sum=Sum("count"))["sum"] or 0


def second_persons(asker: User, today: date) -> list[User]:
    """Users who can be asked for approval: those with the role, and those who stand in for one of them today."""
    holders = User.objects.filter(is_active=True, role__in=CONSENTERS).exclude(pk=asker.pk)
    absent = absences_on(today).filter(absent__in=holders)
    deputies = User.objects.filter(is_active=True, deputyships__in=absent).exclude(pk=asker.pk)
    return list({person.pk: person for person in (*holders, *deputies)}.values())
