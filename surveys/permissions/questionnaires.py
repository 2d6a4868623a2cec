"""Who may write questionnaires."""

from aftersales.staff.enums import Role
from aftersales.staff.models import Actor

EDITORS = frozenset({Role.MANAGER})


def can_edit_questionnaires(user: Actor) -> bool:
    """Whether the actor may write and activate versions of questionnaires."""
    return user is None or user.role in EDITORS
