"""Who sees and changes accounts, places and absences."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from .enums import Role
from .models import Actor, StandIn, User

SEE_ALL_STAND_INS = frozenset({Role.MANAGER, Role.GM, Role.ADMIN, Role.AUDITOR})


def visible_stand_ins(user: User) -> QuerySet[StandIn]:
    """The user's own absences and those they stand in for; all absences for managers, administrators and auditors."""
    rows = StandIn.objects.select_related("absent", "deputy", "ended_by")
    if user.role in SEE_ALL_STAND_INS:
        return rows
    return rows.filter(Q(absent=user) | Q(deputy=user))


def can_arrange(user: User, absent: User) -> bool:
    """Users may record and end their own absences; an administrator also those of others."""
    return user.pk == absent.pk or user.role == Role.ADMIN


# Who may see accounts and places. Only the administrator changes them.
PEOPLE_READERS = frozenset({Role.ADMIN, Role.AUDITOR})
ADMIN_ONLY = _("Only an administrator can do this.")


def can_administer(user: Actor) -> bool:
    return user is None or user.role == Role.ADMIN
