"""Which users may see surveys and their results, and what they may do. No page shows which person gave which answers
(S4)."""

from aftersales.staff.enums import Role
from aftersales.staff.models import Actor, User

from ..enums import CONFIDENTIAL, FlagCode
from ..models import Invitation

READERS = frozenset({Role.SERVICE, Role.REP, Role.MANAGER, Role.GM, Role.QUALITY_MANAGER, Role.EXECUTIVE, Role.AUDITOR})
RESULT_MANAGERS = READERS - {Role.SERVICE, Role.REP}  # responses one by one, report, sealed export
HONESTY_READERS = frozenset({Role.MANAGER, Role.AUDITOR})
CONFIDANTS = frozenset({Role.AUDITOR})
SENDERS = frozenset({Role.MANAGER})


def own_region(user: User) -> int | None:
    """The id of the region that the user is limited to; None means the whole company. It is 0 for a rep without a
    region, who sees nothing."""
    return (user.region_id or 0) if user.role == Role.REP else None


def seen_flags(user: User) -> frozenset[str]:
    """The flags that the user may see on a response. Who is said to have steered scores may be the reader, so what a
    customer said about it is for auditors."""
    return frozenset(FlagCode.values) - (frozenset() if user.role in CONFIDANTS else CONFIDENTIAL)


def can_reissue(user: Actor, invitation: Invitation) -> bool:
    """Whether the actor may send a lost link again. Managers and the system may, but only to the same address: no user
    chooses who is invited."""
    return user is None or user.role in SENDERS
