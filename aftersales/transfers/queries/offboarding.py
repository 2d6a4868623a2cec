"""What a user who leaves has in this app: waiting exports."""

from __future__ import annotations

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from aftersales.staff.enums import Role
from aftersales.staff.models import User
from aftersales.staff.rules.offboarding import OpenWork

from ..enums import ExportState
from ..models import ExportRequest

SHOWN = 5


def waiting_exports(user: User) -> QuerySet[ExportRequest]:
    waiting = (ExportState.WAITING, ExportState.CONSENTED)
    return ExportRequest.objects.filter(asked_by=user, state__in=waiting).order_by("pk")


def work_of(user: User) -> list[OpenWork]:
    exports = list(waiting_exports(user))
    return [
        OpenWork(
            kind="exports",
            label=_("Exports awaiting approval"),
            count=len(exports),
            is_needed=False,
            text=_("These expire, as only the requester could download them."),
            kept_by=frozenset(map(str, Role.values)),
            rows=[(f"{row.page} · {row.count:,}", row.get_absolute_url()) for row in exports[:SHOWN]],
            url=reverse("exports"),
        )
    ]
