"""Which users may see visits, and what they may do with them."""

from .cadence import CADENCE_READERS, CADENCE_WRITERS, can_change_cadence
from .care import EDITORS, OWNERS, can_approve_plan, can_edit_plan, can_own, can_plan_care, can_work_on, visible_plans
from .exceptions import can_except
from .forums import can_end_forum, can_host, can_improve_for, can_open_ticket, can_plan_forum, can_run, visible_forums
from .kinds import can_maintain
from .letters import TEMPLATE_EDITORS, can_edit_templates, can_send_letters
from .load import LOAD_READERS, LOAD_WRITERS, can_set_load
from .replanning import REPLANNERS, can_replan
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
    "CADENCE_READERS",
    "CADENCE_WRITERS",
    "can_change_cadence",
    "can_except",
    "LOAD_READERS",
    "LOAD_WRITERS",
    "READERS",
    "REPLANNERS",
    "TEMPLATE_EDITORS",
    "can_edit_templates",
    "can_maintain",
    "can_send_letters",
    "RECORDERS",
    "SERVICE_CHANNELS",
    "VISITORS",
    "can_correct",
    "can_decide",
    "can_improve",
    "can_plan",
    "can_reassign",
    "can_record",
    "can_replan",
    "can_set_load",
    "can_record_by",
    "can_visit",
    "is_seen",
    "visible_to",
    "EDITORS",
    "OWNERS",
    "can_approve_plan",
    "can_edit_plan",
    "can_own",
    "can_plan_care",
    "can_work_on",
    "visible_plans",
    "can_end_forum",
    "can_host",
    "can_improve_for",
    "can_open_ticket",
    "can_plan_forum",
    "can_run",
    "visible_forums",
]
