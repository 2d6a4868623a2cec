"""Who sees self-evaluations, who assesses, who closes, and who changes the catalogues."""

from django.db.models import QuerySet

from aftersales.staff.enums import Role
from aftersales.staff.models import User

from .models import SelfEvaluation, SelfEvaluationItem

ASSESSORS = frozenset({Role.QUALITY_MANAGER, Role.MANAGER})
CLOSERS = frozenset({Role.GM})
READERS = ASSESSORS | CLOSERS | {Role.EXECUTIVE, Role.AUDITOR}
# Not the department manager: who earns the points does not say how many there are.
CATALOGUE_WRITERS = frozenset({Role.QUALITY_MANAGER, Role.GM})


def visible_evaluations(user: User) -> QuerySet[SelfEvaluation]:
    return SelfEvaluation.objects.all() if user.role in READERS else SelfEvaluation.objects.none()


def visible_items(user: User) -> QuerySet[SelfEvaluationItem]:
    return SelfEvaluationItem.objects.all() if user.role in READERS else SelfEvaluationItem.objects.none()


def can_assess(user: User) -> bool:
    return user.role in ASSESSORS


def can_close(user: User, evaluation: SelfEvaluation) -> bool:
    """The general manager closes what others have assessed."""
    return user.role in CLOSERS and user.pk != evaluation.assessed_by_id


def can_change_catalogue(user: User) -> bool:
    return user.role in CATALOGUE_WRITERS
