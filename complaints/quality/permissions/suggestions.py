"""Which users may see the reviews of opinions and suggestions, and what they may do with them."""

from django.db.models import QuerySet

from aftersales.staff.enums import Role
from aftersales.staff.models import User

from ..models import SuggestionReview
from .actions import ACTION_OWNERS
from .investigations import READERS, SEE_EVERY_INVESTIGATION

DECIDERS = frozenset({Role.QUALITY_MANAGER, Role.MANAGER, Role.GM})
# Whoever speaks with customers may propose a decision, and tell them what was decided.
SPEAKERS = DECIDERS | {Role.SERVICE, Role.QUALITY}
SEE_EVERY_REVIEW = SEE_EVERY_INVESTIGATION | {Role.SERVICE}
LIST_READERS = SEE_EVERY_REVIEW
OWNERS = ACTION_OWNERS


def visible_reviews(user: User) -> QuerySet[SuggestionReview]:
    """The reviews that a user may see: all, or those that he or she carries out."""
    if user.role in SEE_EVERY_REVIEW:
        return SuggestionReview.objects.all()
    if user.role not in READERS:
        return SuggestionReview.objects.none()
    return SuggestionReview.objects.filter(owner=user)


def can_propose(user: User) -> bool:
    return user.role in SPEAKERS


def can_decide(user: User) -> bool:
    return user.role in DECIDERS


def can_tell(user: User, review: SuggestionReview) -> bool:
    """Whether the user may tell the customer, and record that it was done."""
    return user.role in SPEAKERS or user.pk == review.owner_id


def can_record_result(user: User, review: SuggestionReview) -> bool:
    return user.role in DECIDERS or user.pk == review.owner_id
