"""Whom a planned visit waits for, when the reader cannot do the next step."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aftersales.notifications.presentation import Step, Wait, reminded_by, wait_for, who_can
from aftersales.staff.models import User
from aftersales.store.dates import company_date, start_of
from aftersales.web.moments import day

from .. import permissions
from ..models import Visit

DECIDE = Step(
    gettext_lazy("Waiting for %(who)s to decide how to go on."),
    gettext_lazy("Nobody can decide now how to go on."),
)
RECORD = Step(
    gettext_lazy("Waiting for %(who)s to record the outcome."),
    gettext_lazy("Nobody can record the outcome now."),
)


def reminded_about(visit: Visit) -> str:
    """The key of the reminders of those whom the visit waits for."""
    return f"nudge:visit:{visit.pk}"


def visit_wait(visit: Visit, user: User, now: datetime) -> Wait | None:
    """Whom the visit waits for; None if it is over, or the reader can go on."""
    if not visit.is_planned:
        return None
    if visit.is_undecided:
        step, why, since = DECIDE, _("The manager decides after three attempts that failed."), visit.undecided_since
        can = partial(_passes, permissions.can_decide, visit)
    else:
        on = visit.planned_on or visit.due_on
        step, since = RECORD, start_of(on) if on <= company_date(now) else None
        why = _("The rep, the manager or service staff record the outcome.")
        if since is None:
            text = _("Planned for %(day)s. The rep, the manager or service staff record the outcome.")
            why = text % {"day": day(on)}
        can = partial(_passes, permissions.can_record, visit)
    if can(user):
        return None
    people = who_can(can, [visit.rep])
    if not visit.is_undecided and people and people[0].pk == visit.rep_id:
        people = people[:1]
    return wait_for(
        people,
        step,
        why=why,
        since=since,
        reader=user,
        reminded=reminded_by(reminded_about(visit), now),
        can_remind=permissions.can_remind(user),
        now=now,
    )


def _passes(test: Callable[[User, Visit], bool], visit: Visit, user: User) -> bool:
    return test(user, visit)
