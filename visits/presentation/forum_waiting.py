"""Whom a user forum waits for, when the reader cannot do the next step."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aftersales.notifications.presentation import Step, Wait, reminded_by, wait_for, who_can
from aftersales.staff.models import User
from aftersales.store.dates import company_date
from aftersales.web.moments import day

from ..enums import ForumState, OpinionFate
from ..models import Forum
from ..permissions import can_end_forum, can_remind, can_run

INVITE = Step(
    gettext_lazy("Waiting for %(who)s to invite the guests."),
    gettext_lazy("Nobody can invite the guests now."),
)
HOLD = Step(
    gettext_lazy("Waiting for %(who)s to record who came."),
    gettext_lazy("Nobody can record now who came."),
)
WRITE = Step(
    gettext_lazy("Waiting for %(who)s to write the minutes."),
    gettext_lazy("Nobody can write the minutes now."),
)
ANSWER = Step(
    gettext_lazy("Waiting for %(who)s to decide on the opinions."),
    gettext_lazy("Nobody can decide on the opinions now."),
)
CLOSE = Step(
    gettext_lazy("Waiting for %(who)s to close the forum."),
    gettext_lazy("Nobody can close the forum now."),
)


def reminded_about(forum: Forum) -> str:
    """The key of the reminders of those whom the forum waits for."""
    return f"nudge:forum:{forum.pk}"


def forum_wait(forum: Forum, user: User, now: datetime) -> Wait | None:
    """Whom the forum waits for; None if it is over, or the reader can go on. It reads guests and opinions."""

    def runs(one: User) -> bool:
        return can_run(one, forum)

    found = _next_step(forum, now)
    if found is None:
        return None
    step, why, since = found
    test = can_end_forum if step is CLOSE else runs
    if test(user):
        return None
    people = who_can(test, [forum.host])
    if people and people[0].pk == forum.host_id:
        people = people[:1]
    return wait_for(
        people,
        step,
        why=why,
        since=since,
        reader=user,
        reminded=reminded_by(reminded_about(forum), now),
        can_remind=can_remind(user),
        now=now,
    )


def _next_step(forum: Forum, now: datetime) -> tuple[Step, str, datetime | None] | None:
    """The step, who does it, and since when it is due; None as the moment if its day has not come."""
    run = _("The host, reps of the region and managers do this.")
    if forum.state == ForumState.PLANNED:
        if forum.starts_at <= now:
            return HOLD, run, forum.starts_at
        if not forum.guests.filter(invited_at__isnull=False).exists():
            return INVITE, run, forum.created_at
        on = day(company_date(forum.starts_at))
        return (
            HOLD,
            _("It takes place on %(day)s. The host, reps of the region and managers run it.") % {"day": on},
            None,
        )
    if forum.state != ForumState.HELD:
        return None
    held = forum.starts_at
    if any(row.fate == OpinionFate.OPEN for row in forum.opinions.all()):
        return ANSWER, run, held
    if not forum.minutes.strip():
        return WRITE, run, held
    decided = [row.decided_at for row in forum.opinions.all() if row.decided_at]
    return CLOSE, _("Managers close forums."), max(filter(None, [forum.minutes_at, *decided]), default=held)
