"""Which users may see the calls to unhappy customers, and what they may do with them."""

from django.db.models import Q, QuerySet

from aftersales.staff.enums import Role
from aftersales.staff.models import Actor, User

from ..models import CallBack

CALL_BACK_READERS = frozenset({Role.SERVICE, Role.MANAGER, Role.GM, Role.EXECUTIVE, Role.AUDITOR})
SEE_EVERY_CALL_BACK = CALL_BACK_READERS - {Role.SERVICE}
CALL_BACK_GIVERS = frozenset({Role.MANAGER, Role.GM})


def visible_call_backs(user: User) -> QuerySet[CallBack]:
    """All of them for those who answer for satisfaction; for the others the calls they owe or made."""
    if user.role in SEE_EVERY_CALL_BACK:
        return CallBack.objects.all()
    if user.role not in CALL_BACK_READERS:
        return CallBack.objects.none()
    return CallBack.objects.filter(Q(user=user) | Q(done_by=user))


def can_call(user: Actor, row: CallBack) -> bool:
    """Whether the user may say how the call went: its caller, or a manager if nobody is the caller."""
    return user is None or user.pk == row.user_id or (row.user_id is None and user.role in CALL_BACK_GIVERS)


def can_give(user: Actor) -> bool:
    """Whether the user may give a call to somebody else."""
    return user is None or user.role in CALL_BACK_GIVERS
