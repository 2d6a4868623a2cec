"""Who sees and keeps training."""

from django.db.models import QuerySet

from aftersales.staff.enums import Role
from aftersales.staff.models import Actor, User

from ..models import Attendance, TrainingDue

# Everybody who works here has their own training; the administrator keeps accounts only.
STAFF = frozenset(Role) - {Role.ADMIN}
TRAINED = frozenset({Role.SERVICE, Role.REP, Role.MANAGER, Role.QUALITY, Role.QUALITY_MANAGER, Role.COLLEAGUE})
TRAINERS = frozenset({Role.MANAGER, Role.QUALITY_MANAGER, Role.GM})
SEE_ALL_TRAINING = TRAINERS | {Role.EXECUTIVE, Role.AUDITOR}


def visible_due(user: User) -> QuerySet[TrainingDue]:
    """Who is due: everybody for those who train and audit, oneself for the others."""
    rows = TrainingDue.objects.all()
    return rows if user.role in SEE_ALL_TRAINING else rows.filter(person=user)


def visible_attendances(user: User) -> QuerySet[Attendance]:
    """Results and certificates: all of them for those who train and audit, their own for the others."""
    rows = Attendance.objects.all()
    return rows if user.role in SEE_ALL_TRAINING else rows.filter(person=user)


def can_train(user: Actor) -> bool:
    """Whether the user may plan sessions and record results."""
    return user is None or user.role in TRAINERS


def can_certify(user: User, row: Attendance) -> bool:
    """People hand in their own certificates; who trains may do so for all."""
    return can_train(user) or row.person_id == user.pk


def can_keep_courses(user: Actor) -> bool:
    return user is None or user.role in TRAINERS
