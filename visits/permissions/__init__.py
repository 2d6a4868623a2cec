"""Which users may see visits, and what they may do with them."""

from .exceptions import can_except
from .load import LOAD_READERS, LOAD_WRITERS, can_set_load
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
    "can_except",
    "LOAD_READERS",
    "LOAD_WRITERS",
    "READERS",
    "RECORDERS",
    "SERVICE_CHANNELS",
    "VISITORS",
    "can_improve",
    "can_plan",
    "can_reassign",
    "can_record",
    "can_set_load",
    "can_record_by",
    "can_visit",
    "is_seen",
    "visible_to",
]
