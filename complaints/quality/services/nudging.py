"""Reminds those whom an investigation or an action waits for."""

from datetime import datetime

from django.db import transaction

from aftersales.kernel.errors import RuleViolation, ensure, gettext_noop
from aftersales.notifications.presentation import Wait
from aftersales.notifications.services.reminding import remind
from aftersales.staff.models import User
from aftersales.store.writing import lock

from .. import permissions
from ..models import Action, Investigation
from ..presentation.waiting import action_wait, investigation_wait, reminded_about
from .locking import locked_investigation


@transaction.atomic
def nudge_investigation(*, investigation_id: int, actor: User, now: datetime) -> Investigation:
    """Remind those who can do the next step of the investigation, once a day for all who ask."""
    row = locked_investigation(investigation_id)
    _remind(row, investigation_wait(row, list(row.reports.order_by("-version")), actor, now), actor, now)
    return row


@transaction.atomic
def nudge_action(*, action_id: int, actor: User, now: datetime) -> Action:
    """Remind those who can do the next step of the action, once a day for all who ask."""
    row = lock(Action, pk=action_id)
    _remind(row, action_wait(row, actor, now), actor, now)
    return row


def _remind(row: Investigation | Action, wait: Wait | None, actor: User, now: datetime) -> None:
    ensure(permissions.can_remind(actor))
    if wait is None:
        raise RuleViolation(gettext_noop("Nothing is due now."), code="nothing_due")
    remind(
        users=wait.people,
        template="quality_nudge",
        about=reminded_about(row),
        title=f"{row.number} {row.title}",
        url=row.get_absolute_url(),
        actor=actor,
        now=now,
    )
