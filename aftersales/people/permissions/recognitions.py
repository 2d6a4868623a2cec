"""Who proposes, comments on and decides on recognition and correction."""

from django.db.models import Q, QuerySet

from aftersales.staff.enums import Role
from aftersales.staff.models import User

from ..models import Recognition

DECIDERS = frozenset({Role.MANAGER, Role.QUALITY_MANAGER, Role.GM})


def visible_recognitions(user: User) -> QuerySet[Recognition]:
    """The user's own, those they proposed, and all of them for who decides."""
    rows = Recognition.objects.all()
    return rows if user.role in DECIDERS else rows.filter(Q(person=user) | Q(proposed_by=user))


def can_propose(user: User) -> bool:
    return user.role in DECIDERS


def can_comment(user: User, row: Recognition) -> bool:
    return row.person_id == user.pk


def can_decide(user: User, row: Recognition) -> bool:
    """Somebody else than the person and than who proposed it."""
    return user.role in DECIDERS and user.pk not in (row.person_id, row.proposed_by_id)
