"""Permissions for missed calls."""

from django.db.models import Q, QuerySet

from aftersales.staff.enums import Role
from aftersales.staff.models import User

from ..models import MissedCall

CALLERS = frozenset({Role.SERVICE, Role.MANAGER, Role.REP})


def missed_calls_of(user: User) -> QuerySet[MissedCall]:
    """Service staff see all missed calls, sales reps those that rang at their own telephone or that they took."""
    if user.role in {Role.SERVICE, Role.MANAGER}:
        return MissedCall.objects.all()
    if user.role == Role.REP:
        return MissedCall.objects.filter(Q(call__user=user) | Q(taken_by=user))
    return MissedCall.objects.none()


def can_call_back(user: User, missed: MissedCall) -> bool:
    return user.role in {Role.SERVICE, Role.MANAGER} or (
        user.role == Role.REP and user.pk in {missed.call.user_id, missed.taken_by_id}
    )
