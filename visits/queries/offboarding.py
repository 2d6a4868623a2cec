"""The visits that a user still has to make."""

from __future__ import annotations

from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from aftersales.staff.models import User
from aftersales.staff.rules.offboarding import OpenWork

from ..enums import VisitState
from ..models import Visit
from ..permissions import VISITORS

SHOWN = 5


def visits_of(user: User) -> QuerySet[Visit]:
    """The planned visits of the user, including overdue ones."""
    return Visit.objects.filter(rep=user, state=VisitState.PLANNED).order_by("planned_on", "pk")


def work_of(user: User) -> list[OpenWork]:
    rows = visits_of(user)
    return [
        OpenWork(
            kind="visits",
            label=_("Planned follow-up visits"),
            count=rows.count(),
            roles=VISITORS,
            rows=[(f"{row.planned_on:%Y-%m-%d}", row.get_absolute_url()) for row in rows[:SHOWN]],
            url=f"{reverse('visits')}?{urlencode({'rep': user.pk})}",
        )
    ]
