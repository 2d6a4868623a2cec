"""Stored schedules, the rows of the cadence, and the runs that compute schedules."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from aftersales.staff.models import Actor
from aftersales.store import dated
from aftersales.web.history import Change, Source, changes
from customers.models import Customer
from customers.permissions import seen_through

from ..enums import RunPurpose
from ..models import Cadence, ScheduleRun, VisitSchedule

SHOWN = ("months", "channel", *dated.DATES)
REASONS: dict[str, Any] = {"defaults": _("Initial settings"), **dated.REASONS}


def schedules(user: Actor) -> QuerySet[VisitSchedule]:
    """The schedules of the customers whom the user may see."""
    rows = VisitSchedule.objects.filter(seen_through(user, "customer__"))
    return rows.select_related("customer").order_by("pk")


def schedule_of(customer: Customer) -> VisitSchedule | None:
    return VisitSchedule.objects.filter(customer=customer).first()


def cadences() -> QuerySet[Cadence]:
    """All rows, the latest of each tier first."""
    return Cadence.objects.order_by("tier", "-effective_from")


def cadence_changes(*rows: Cadence) -> list[Change]:
    """The changes of these rows, the newest first."""
    meta: Any = Cadence._meta
    shown = {name: meta.get_field(name).verbose_name for name in SHOWN}
    history = Cadence.history.filter(id__in=[row.pk for row in rows])
    return changes([Source(history, lambda _row: "", shown, {})], _reason)


def _reason(text: str) -> str:
    code = text.split(" ", 1)[0]
    return str(REASONS.get(text) or (REASONS[code] if code == "instead" else text))


def running() -> ScheduleRun | None:
    """The run that has not finished."""
    return ScheduleRun.objects.filter(finished_at=None).order_by("pk").first()


def last_check() -> ScheduleRun | None:
    """The last nightly check that has finished."""
    return ScheduleRun.objects.filter(purpose=RunPurpose.CHECK, finished_at__isnull=False).order_by("-pk").first()
