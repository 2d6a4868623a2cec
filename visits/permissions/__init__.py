"""Which users may see visits, and what they may do with them."""

from .exceptions import can_except
from .visits import (
    READERS,
    RECORDERS,
    SERVICE_CHANNELS,
    VISITORS,
    can_correct,
    can_decide,
    can_improve,
    can_plan,
    can_reassign,
    can_record,
    can_record_by,
    can_visit,
    is_seen,
    visible_to,
)

__all__ = [
    "can_except",
    "READERS",
    "RECORDERS",
    "SERVICE_CHANNELS",
    "VISITORS",
    "can_correct",
    "can_decide",
    "can_improve",
    "can_plan",
    "can_reassign",
    "can_record",
    "can_record_by",
    "can_visit",
    "is_seen",
    "visible_to",
]
