"""Which users may read the words of customers, set up measures and tell customers what was done."""

from aftersales.staff.enums import Role
from aftersales.staff.models import Actor

VERBATIM_READERS = frozenset({Role.MANAGER, Role.GM, Role.QUALITY_MANAGER, Role.EXECUTIVE, Role.AUDITOR})
MEASURE_WRITERS = frozenset({Role.MANAGER, Role.QUALITY_MANAGER})
NEWS_SENDERS = frozenset({Role.MANAGER})


def can_measure(user: Actor) -> bool:
    """Whether the user may set up a measure with its target, and have it checked again."""
    return user is None or user.role in MEASURE_WRITERS


def can_send_news(user: Actor) -> bool:
    """Whether the user may tell customers what was done."""
    return user is None or user.role in NEWS_SENDERS
