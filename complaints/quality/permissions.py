"""Which users may see investigations, reports and actions, and what they may do with them."""

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from aftersales.staff.enums import Role
from aftersales.staff.models import User
from complaints.permissions import acting_for
from complaints.permissions import visible_to as visible_tickets

from .enums import ActionKind
from .models import Action, Investigation

INVESTIGATORS = frozenset({Role.QUALITY, Role.QUALITY_MANAGER})
SEE_EVERY_INVESTIGATION = INVESTIGATORS | {Role.MANAGER, Role.GM, Role.EXECUTIVE, Role.AUDITOR}
READERS = SEE_EVERY_INVESTIGATION | {Role.SERVICE, Role.COLLEAGUE}
# A team has people from sales, enterprise management, production and quality control (Q1).
TEAM_MEMBERS = INVESTIGATORS | {Role.SERVICE, Role.MANAGER, Role.COLLEAGUE}
ACTION_OWNERS = TEAM_MEMBERS | {Role.GM}


def visible_investigations(user: User) -> QuerySet[Investigation]:
    """The investigations that a user may see."""
    if user.role in SEE_EVERY_INVESTIGATION:
        return Investigation.objects.all()
    if user.role not in READERS:
        return Investigation.objects.none()
    on_team = Investigation.team.through.objects.filter(investigation=OuterRef("pk"), user=user)
    mine = Q(lead=user) | Q(Exists(on_team))
    if user.role == Role.SERVICE:
        mine |= Q(ticket__in=visible_tickets(user))
    return Investigation.objects.filter(mine)


def visible_actions(user: User) -> QuerySet[Action]:
    """The actions that a user may see. The owner of an action sees it, but not the whole investigation."""
    if user.role in SEE_EVERY_INVESTIGATION:
        return Action.objects.all()
    if user.role not in READERS:
        return Action.objects.none()
    mine = Q(owner=user) | Q(investigation__in=visible_investigations(user))
    if user.role == Role.SERVICE:
        mine |= Q(ticket__in=visible_tickets(user))
    return Action.objects.filter(mine)


def can_open(user: User) -> bool:
    return user.role in INVESTIGATORS


def can_investigate(user: User, investigation: Investigation) -> bool:
    """Whether the user may write findings, add actions, file the report, and close the investigation."""
    return user.role in INVESTIGATORS


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


def can_add_action(user: User, kind: str) -> bool:
    """Whether the user may add an action of this kind. Managers add improvement actions, which need no
    investigation."""
    return user.role in INVESTIGATORS or (user.role == Role.MANAGER and kind == ActionKind.IMPROVEMENT)


def can_complete(user: User, action: Action) -> bool:
    return user.pk == action.owner_id


def can_verify(user: User, action: Action) -> bool:
    """Whether the user may verify that an action worked. The owner of the action may not (Q4)."""
    if user.pk == action.owner_id:
        return False
    return user.role in INVESTIGATORS or (user.role == Role.MANAGER and action.kind == ActionKind.IMPROVEMENT)
