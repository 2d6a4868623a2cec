"""The work on surveys that a user still has: calls owed to dissatisfied customers."""

from __future__ import annotations

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from aftersales.staff.models import User
from aftersales.staff.rules.offboarding import OpenWork

from ..models import CallBack
from .call_backs import CALLERS

SHOWN = 5


def call_backs_of(user: User) -> QuerySet[CallBack]:
    return CallBack.objects.filter(user=user, done_at=None).order_by("due_at", "pk")


def work_of(user: User) -> list[OpenWork]:
    rows = call_backs_of(user)
    return [
        OpenWork(
            kind="call_backs",
            label=_("Call-backs after surveys"),
            count=rows.count(),
            roles=frozenset(CALLERS),
            rows=[(f"#{row.pk}", row.get_absolute_url()) for row in rows[:SHOWN]],
            url=reverse("call_backs"),
        )
    ]
