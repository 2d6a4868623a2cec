"""Who may see and do what with surveys. No page shows who answered what (S4)."""

from aftersales.staff.enums import Role
from aftersales.staff.models import Actor, User

from .models import Invitation

READERS = frozenset({Role.SERVICE, Role.REP, Role.MANAGER, Role.GM, Role.QUALITY_MANAGER, Role.EXECUTIVE, Role.AUDITOR})
SENDERS = frozenset({Role.MANAGER})


def own_region(user: User) -> int | None:
    """The region that the user is kept to; None is the whole company. A rep without a region sees region 0: none."""
    return (user.region_id or 0) if user.role == Role.REP else None


def can_reissue(user: Actor, invitation: Invitation) -> bool:
    """A manager or the system sends a lost link again, to the same address; no user chooses who is asked."""
    return user is None or user.role in SENDERS
