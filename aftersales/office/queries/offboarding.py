"""What a user who leaves has in this app: shared views."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from aftersales.staff.models import User
from aftersales.staff.rules.offboarding import OpenWork

from ..models import SavedView
from ..permissions import SHARERS

SHOWN = 5


def shared_views(user: User) -> QuerySet[SavedView]:
    return SavedView.objects.filter(owner=user, is_shared=True).order_by("page", "position", "pk")


def work_of(user: User) -> list[OpenWork]:
    views = list(shared_views(user))
    return [
        OpenWork(
            kind="shared_views",
            label=_("Shared views"),
            count=len(views),
            roles=SHARERS,
            rows=[(row.name, "") for row in views[:SHOWN]],
        )
    ]
