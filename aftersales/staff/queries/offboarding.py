"""What a user who leaves has in this app: stand-ins and a region."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ..enums import Role
from ..models import StandIn, User
from ..rules.offboarding import OpenWork
from ..rules.stand_ins import MAY_STAND_IN

SHOWN = 5


def work_of(user: User, today: date) -> list[OpenWork]:
    """Absences and stand-in duties of a user, and a region that nobody else covers."""
    return [_absences(user, today), _deputyships(user, today), *_region(user)]


def running(today: date, **whose: Any) -> list[StandIn]:
    """Stand-ins of today or later."""
    rows = StandIn.objects.filter(ends_on__gte=today, ended_at=None, **whose)
    return list(rows.select_related("absent", "deputy").order_by("starts_on", "pk"))


def _absences(user: User, today: date) -> OpenWork:
    rows = running(today, absent=user)
    return OpenWork(
        kind="absences",
        label=_("Own out-of-office periods and stand-ins"),
        count=len(rows),
        is_needed=False,
        text=_("These end, as nobody can act for a deactivated account."),
        rows=_lines_of(rows),
        url=reverse("stand_ins"),
        kept_by=frozenset(role for role, may in MAY_STAND_IN.items() if all(row.deputy.role in may for row in rows)),
    )


def _deputyships(user: User, today: date) -> OpenWork:
    rows = running(today, deputy=user, absent__is_active=True)
    able = frozenset(map(str, Role.values)).intersection(*(MAY_STAND_IN[row.absent.role] for row in rows))
    return OpenWork(
        kind="deputyships",
        label=_("Standing in for others"),
        count=len(rows),
        roles=able,
        rows=_lines_of(rows),
        url=reverse("stand_ins"),
        text="" if able else _("End these out-of-office periods first: no single role can take over all of them."),
    )


def _lines_of(rows: list[StandIn]) -> list[tuple[str, str]]:
    return [(f"{row} {row.starts_on:%m-%d} – {row.ends_on:%m-%d}", "") for row in rows[:SHOWN]]


def _region(user: User) -> list[OpenWork]:
    """The user's region, if no other rep covers it. Customers with their own account rep are another kind of work."""
    if user.role != Role.REP or user.region is None or not user.is_active:
        return []
    others = User.objects.filter(is_active=True, role=Role.REP, region=user.region).exclude(pk=user.pk)
    return [
        OpenWork(
            kind="region",
            label=_("Only sales rep of a region"),
            count=0 if others.exists() else 1,
            roles=frozenset({Role.REP}),
            is_needed=False,
            rows=[(str(user.region), "")],
            text=_("The person chosen is moved to this region. If you choose no one, the region has no rep."),
        )
    ]
