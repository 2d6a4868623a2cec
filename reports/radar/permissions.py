"""Who sees the radar, and who may judge its signals.

All readers see every ticket, so that the figures are the same for each of them.
"""

from aftersales.staff.models import User
from complaints.permissions import SEE_ALL
from complaints.quality.permissions import can_judge as may_judge_warnings

READERS = SEE_ALL


def can_judge(user: User) -> bool:
    """Whether the user may acknowledge, investigate or dismiss a signal: the quality department, as with the early
    warnings of batches."""
    return may_judge_warnings(user)
