"""Which users may see investigations and reports, and what they may do with them."""

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from aftersales.staff.enums import Role
from aftersales.staff.models import User
from complaints.permissions import acting_for, of_visible_tickets

from ..models import Investigation

INVESTIGATORS = frozenset({Role.QUALITY, Role.QUALITY_MANAGER})
SEE_EVERY_INVESTIGATION = INVESTIGATORS | {Role.MANAGER, Role.GM, Role.EXECUTIVE, Role.AUDITOR}
READERS = SEE_EVERY_INVESTIGATION | {Role.SERVICE, Role.COLLEAGUE}
# A team has people from sales (service staff and managers), enterprise management, production and quality control (Q1).
TEAM_MEMBERS = INVESTIGATORS | {Role.SERVICE, Role.MANAGER, Role.COLLEAGUE}


def visible_investigations(user: User) -> QuerySet[Investigation]:
    """The investigations that a user may see."""
    if user.role in SEE_EVERY_INVESTIGATION:
        return Investigation.objects.all()
    if user.role not in READERS:
        return Investigation.objects.none()
    on_team = Investigation.team.through.objects.filter(investigation=OuterRef("pk"), user=user)
    mine = Q(lead=user) | Q(Exists(on_team))
    if user.role == Role.SERVICE:
        mine |= of_visible_tickets(user)
    return Investigation.objects.filter(mine)


def can_open(user: User) -> bool:
    return user.role in INVESTIGATORS


def can_investigate(user: User, investigation: Investigation) -> bool:
    """Whether the user may write findings, add actions, file the report, and close the investigation. Whoever the
    customer complains of may not, nor who has stood down."""
    return user.role in INVESTIGATORS and not _is_out(user, investigation)


def _is_out(user: User, investigation: Investigation) -> bool:
    gone = {row.person_id for row in investigation.stood_down.all()}
    return user.pk in gone or user.pk == investigation.ticket.complained_of_id


def can_contribute(user: User, investigation: Investigation) -> bool:
    """Whether the user may add photos from the site: the quality department, the lead and the team."""
    on_team = investigation.team.filter(pk=user.pk).exists()
    return can_investigate(user, investigation) or (on_team and not _is_out(user, investigation))


def can_remind(user: User) -> bool:
    """Whether the user may remind those whom an investigation or an action waits for: all but those who only read."""
    return user.role in READERS - {Role.EXECUTIVE, Role.AUDITOR}


def can_sign(user: User) -> bool:
    """Whether the user may sign reports. Only the quality deputy manager may (Q1, Q2)."""
    return user.role == Role.QUALITY_MANAGER


def decides_for(user: User, today: date) -> Any:
    """The general manager in whose name the user decides today: the user, or an absent general manager for whom the
    user is the stand-in. None if the user may not decide."""
    if user.role == Role.GM:
        return user
    arrangement = acting_for(user, Role.GM, today)
    return arrangement.absent if arrangement else None


def can_send_back(user: User, today: date) -> bool:
    return can_sign(user) or decides_for(user, today) is not None
