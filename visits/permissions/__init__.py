"""Which users may see visits, and what they may do with them."""

from .cadence import CADENCE_READERS, CADENCE_WRITERS, can_change_cadence
from .exceptions import can_except
from .visits import (
    READERS,
    RECORDERS,
    SERVICE_CHANNELS,
    VISITORS,
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
    "CADENCE_READERS",
    "CADENCE_WRITERS",
    "can_change_cadence",
    "can_except",
    "READERS",
    "RECORDERS",
    "SERVICE_CHANNELS",
    "VISITORS",
    "can_improve",
    "can_plan",
    "can_reassign",
    "can_record",
    "can_record_by",
    "can_visit",
    "is_seen",
    "visible_to",
]
