"""Who sees the pages of batches, and who may judge their early warnings.

All readers see every ticket and every customer, so that the figures are the same for each of them. Sales reps and
colleagues see only some, and no batch.
"""

from aftersales.staff.enums import Role
from aftersales.staff.models import User

from ..models import BatchWarning
from .investigations import INVESTIGATORS, SEE_EVERY_INVESTIGATION

BATCH_READERS = SEE_EVERY_INVESTIGATION | {Role.SERVICE}
RULE_SETTERS = frozenset({Role.QUALITY_MANAGER, Role.ADMIN})
RULE_READERS = RULE_SETTERS | {Role.QUALITY, Role.MANAGER, Role.GM, Role.EXECUTIVE, Role.AUDITOR}


def can_judge(user: User, warning: BatchWarning | None = None) -> bool:
    """Whether the user may investigate or dismiss a warning."""
    return user.role in INVESTIGATORS


def can_record_batch(user: User) -> bool:
    return user.role in INVESTIGATORS


def can_set_rules(user: User) -> bool:
    return user.role in RULE_SETTERS
