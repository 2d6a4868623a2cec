"""Who may write to customers about visits, and who may change the texts."""

from __future__ import annotations

from aftersales.staff.enums import Role
from aftersales.staff.models import Actor

from .visits import RECORDERS

TEMPLATE_EDITORS = frozenset({Role.MANAGER})


def can_send_letters(user: Actor) -> bool:
    return user is None or user.role in RECORDERS


def can_edit_templates(user: Actor) -> bool:
    return user is None or user.role in TEMPLATE_EDITORS
