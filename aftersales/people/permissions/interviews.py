"""Who takes part in interviews. Nobody else ever learns that one exists: not by pages, API, search, counts, exports or
the audit log."""

from django.db.models import Q, QuerySet

from aftersales.staff.enums import Role
from aftersales.staff.models import User

from ..models import Interview

LEADERS = frozenset({Role.MANAGER, Role.QUALITY_MANAGER, Role.GM})
SUPERIORS = frozenset({Role.MANAGER, Role.QUALITY_MANAGER, Role.GM, Role.EXECUTIVE})
# The administrator and the auditor take part in none.
PARTIES = frozenset(Role) - {Role.ADMIN, Role.AUDITOR}


def visible_interviews(user: User) -> QuerySet[Interview]:
    """The interviews of the user as one of the two, or as the superior of the interviewer."""
    if user.role not in PARTIES:
        return Interview.objects.none()
    return Interview.objects.filter(Q(person=user) | Q(interviewer=user) | Q(superior=user))


def can_arrange(user: User) -> bool:
    return user.role in LEADERS


def can_lead(user: User, interview: Interview) -> bool:
    """Whether the user holds the interview: the interviewer, or the superior of one whose account is closed."""
    if interview.interviewer_id == user.pk:
        return True
    return interview.superior_id == user.pk and not interview.interviewer.is_active


def can_speak(user: User, interview: Interview) -> bool:
    """Whether the interview is about the user."""
    return interview.person_id == user.pk
