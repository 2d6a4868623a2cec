"""Who may see user forums, and what they may do with them."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from aftersales.staff.enums import Role
from aftersales.staff.models import Actor, Region, User
from complaints.permissions import can_log

from ..models import Forum
from .care import APPROVERS, EDITORS, OWNERS
from .visits import READERS


def visible_forums(user: Actor) -> QuerySet[Forum]:
    """All forums; for a rep those of their region, and those they host."""
    if user is None or user.role in READERS - {Role.REP}:
        return Forum.objects.all()
    if user.role != Role.REP:
        return Forum.objects.none()
    return Forum.objects.filter(Q(host=user) | Q(region=user.region_id))


def can_plan_forum(user: Actor, region: Region | None) -> bool:
    """Whether the user may plan and run forums of this region."""
    if user is None or user.role in APPROVERS:
        return True
    return user.role == Role.REP and region is not None and user.region_id == region.pk


def can_run(user: Actor, forum: Forum) -> bool:
    """Whether the user may invite, record and answer. The host may, too."""
    return can_plan_forum(user, forum.region) or (
        user is not None and user.pk == forum.host_id and user.role in EDITORS | {Role.SERVICE}
    )


def can_open_ticket(user: Actor, forum: Forum) -> bool:
    """Whether the user may turn an opinion into a ticket: who runs the forum and may log tickets."""
    return can_run(user, forum) and (user is None or can_log(user))


def can_end_forum(user: Actor) -> bool:
    """Whether the user may close, reopen and cancel forums."""
    return user is None or user.role in APPROVERS


def can_improve_for(user: Actor, forum: Forum) -> bool:
    """Whether the user may assign an improvement action for an opinion."""
    return user is None or user.role == Role.MANAGER


def can_host(user: User, region: Region) -> bool:
    if not user.is_active or user.role not in OWNERS:
        return False
    return user.role != Role.REP or user.region_id == region.pk
