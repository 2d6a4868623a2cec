"""Which users may see samples, and what they may do with them."""

from django.db.models import Q, QuerySet

from aftersales.staff.enums import Role
from aftersales.staff.models import User
from complaints.permissions import of_visible_tickets

from ..models import Sample
from .investigations import INVESTIGATORS, READERS, SEE_EVERY_INVESTIGATION, TEAM_MEMBERS, visible_investigations

CUSTODIANS = TEAM_MEMBERS
# Whoever signs second vouches that the sample is really gone.
SECOND_NAMES = INVESTIGATORS | {Role.MANAGER, Role.GM}


def visible_samples(user: User) -> QuerySet[Sample]:
    """The samples that a user may see. A custodian sees the own ones, but not the whole investigation."""
    if user.role in SEE_EVERY_INVESTIGATION:
        return Sample.objects.all()
    if user.role not in READERS:
        return Sample.objects.none()
    mine = Q(custodian=user) | Q(investigation__in=visible_investigations(user))
    if user.role == Role.SERVICE:
        mine |= of_visible_tickets(user)
    return Sample.objects.filter(mine)


def can_seal(user: User) -> bool:
    """Whether the user may seal samples, and change until when they are kept."""
    return user.role in INVESTIGATORS


def can_hand_over(user: User, sample: Sample) -> bool:
    return user.role in INVESTIGATORS or user.pk == sample.custodian_id


def can_confirm_disposal(user: User, sample: Sample) -> bool:
    """Whether the user may sign the disposal second. Who signed first may not."""
    return user.role in SECOND_NAMES and user.pk != sample.first_signed_by_id
