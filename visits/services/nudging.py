"""Reminds those whom a visit waits for."""

from datetime import datetime

from django.db import transaction

from aftersales.kernel.errors import RuleViolation, ensure, gettext_noop
from aftersales.notifications.services.reminding import remind
from aftersales.staff.models import User

from ..models import Visit
from ..permissions import can_remind
from ..presentation.waiting import reminded_about, visit_wait
from .common import locked


@transaction.atomic
def nudge(*, visit_id: int, actor: User, now: datetime, version: int | None = None) -> Visit:
    """Remind those who can do the next step of the visit, once a day for all who ask."""
    visit = locked(actor, visit_id, version)
    ensure(can_remind(actor))
    wait = visit_wait(visit, actor, now)
    if wait is None or wait.since is None:
        raise RuleViolation(gettext_noop("Nothing is due now."), code="nothing_due")
    remind(
        users=wait.people,
        template="visits.nudge",
        about=reminded_about(visit),
        title=str(visit.customer),
        url=visit.get_absolute_url(),
        actor=actor,
        now=now,
    )
    return visit
