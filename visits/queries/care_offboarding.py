"""The care plans, their actions and the forums that a user is still responsible for."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from aftersales.staff.models import User
from aftersales.staff.rules.offboarding import OpenWork

from ..enums import CareActionState, ForumState
from ..models import CareAction, CarePlan, Forum
from ..permissions import OWNERS
from .care import OPEN_PLANS

SHOWN = 5


def plans_of(user: User) -> QuerySet[CarePlan]:
    return CarePlan.objects.filter(owner=user, state__in=OPEN_PLANS).order_by("ends_on", "pk")


def care_actions_of(user: User) -> QuerySet[CareAction]:
    rows = CareAction.objects.filter(owner=user, state=CareActionState.OPEN, plan__state__in=OPEN_PLANS)
    return rows.select_related("plan").order_by("due_on", "pk")


def forums_of(user: User) -> QuerySet[Forum]:
    rows = Forum.objects.filter(host=user, state__in=(ForumState.PLANNED, ForumState.HELD))
    return rows.order_by("starts_at", "pk")


def care_work_of(user: User) -> list[OpenWork]:
    found: list[tuple[str, Any, QuerySet[Any], str]] = [
        ("care_plans", _("Care plans"), plans_of(user), "care_plans"),
        ("care_actions", _("Care actions"), care_actions_of(user), "care_plans"),
        ("forums", _("User forums"), forums_of(user), "forums"),
    ]
    return [
        OpenWork(
            kind=kind,
            label=label,
            count=rows.count(),
            roles=OWNERS,
            rows=[(str(row), row.get_absolute_url()) for row in rows[:SHOWN]],
            url=reverse(route),
        )
        for kind, label, rows, route in found
    ]
