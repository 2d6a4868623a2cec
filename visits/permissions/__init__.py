"""Which users may see visits, and what they may do with them."""

from .exceptions import can_except
from .kinds import can_maintain
from .letters import TEMPLATE_EDITORS, can_edit_templates, can_send_letters
from .replanning import REPLANNERS, can_replan
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
    "READERS",
    "REPLANNERS",
    "TEMPLATE_EDITORS",
    "can_edit_templates",
    "can_maintain",
    "can_send_letters",
    "RECORDERS",
    "SERVICE_CHANNELS",
    "VISITORS",
    "can_improve",
    "can_plan",
    "can_reassign",
    "can_record",
    "can_replan",
    "can_record_by",
    "can_visit",
    "is_seen",
    "visible_to",
]
