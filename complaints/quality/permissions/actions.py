"""Which users may see actions, and what they may do with them."""

from django.db.models import Q, QuerySet

from aftersales.staff.enums import Role
from aftersales.staff.models import User
from complaints.permissions import of_visible_tickets

from ..enums import ActionKind
from ..models import Action
from .costs import sees_costs
from .investigations import INVESTIGATORS, READERS, SEE_EVERY_INVESTIGATION, TEAM_MEMBERS, visible_investigations

ACTION_OWNERS = TEAM_MEMBERS | {Role.GM}
JUDGES = INVESTIGATORS | {Role.GM}


def visible_actions(user: User) -> QuerySet[Action]:
    """The actions that a user may see. The owner of an action sees it, but not the whole investigation."""
    if user.role in SEE_EVERY_INVESTIGATION:
        return Action.objects.all()
    if user.role not in READERS:
        return Action.objects.none()
    mine = Q(owner=user) | Q(investigation__in=visible_investigations(user))
    if user.role == Role.SERVICE:
        mine |= of_visible_tickets(user)
    return Action.objects.filter(mine)


def can_add_action(user: User, kind: str) -> bool:
    """Whether the user may add an action of this kind. Managers add improvement actions, which need no
    investigation."""
    return user.role in INVESTIGATORS or (user.role == Role.MANAGER and kind == ActionKind.IMPROVEMENT)


def can_complete(user: User, action: Action) -> bool:
    return user.pk == action.owner_id


def can_verify(user: User, action: Action) -> bool:
    """Whether the user may judge whether an action worked. Neither its owner may, nor who reported it done (Q4).

    The general manager may too, so that the only person of the quality department can own an action.
    """
    if user.pk in (action.owner_id, action.done_by_id):
        return False
    if user.role in JUDGES:
        return True
    return user.role == Role.MANAGER and action.kind == ActionKind.IMPROVEMENT


def can_cancel(user: User, action: Action) -> bool:
    """Whether the user may cancel an action: the quality deputy manager, or the department manager who could have added
    it."""
    if user.role == Role.QUALITY_MANAGER:
        return True
    own = action.kind == ActionKind.IMPROVEMENT and action.investigation_id is None
    return user.role == Role.MANAGER and own


def can_dismiss(user: User) -> bool:
    """Whether the user may say that a ticket tells of another problem than an action was to end."""
    return user.role in JUDGES


def sees_claim(user: User, action: Action) -> bool:
    """Whether the user may see what is claimed from a supplier: who sees costs, and the owner, who negotiates it."""
    return sees_costs(user) or user.pk == action.owner_id


def can_keep_claim(user: User, action: Action) -> bool:
    """Whether the user may record the answer of a supplier, and what it paid."""
    return user.role in INVESTIGATORS or user.pk == action.owner_id
