"""Whom a planned visit waits for, when the reader cannot do the next step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from aftersales.notifications.queries import reminder_of
from aftersales.staff.models import User
from aftersales.store.dates import company_date, start_of
from aftersales.web.figures import listed
from aftersales.web.moments import day

from .. import permissions
from ..models import Visit

SHOWN = 3


@dataclass(frozen=True)
class VisitWait:
    """people: those who can go on. title: for whom and what it waits. why: why not for the reader. since: since when;
    None if its day has not come yet. reminded: who reminded them today. may_remind: whether the reader can."""

    people: list[User]
    title: str
    why: str
    since: datetime | None
    reminded: str
    may_remind: bool


def reminded_about(visit: Visit) -> str:
    """The key of the reminders of those whom the visit waits for."""
    return f"nudge:visit:{visit.pk}"


def visit_wait(visit: Visit, user: User, now: datetime) -> VisitWait | None:
    """Whom the visit waits for; None if it is over, or the reader can go on."""
    can: Callable[[User], bool]
    if not visit.is_planned:
        return None
    if visit.is_undecided:
        what, why = _("decide how to go on"), _("The manager decides after three attempts that failed.")
        since, can = visit.undecided_since, lambda one: permissions.can_decide(one, visit)
    else:
        on = visit.planned_on or visit.due_on
        since = start_of(on) if on <= company_date(now) else None
        what = _("record the outcome")
        why = _("The rep, the manager or service staff record the outcome.")
        if since is None:
            why = _("Planned for %(day)s. %(why)s") % {"day": day(on), "why": why}
        can = lambda one: permissions.can_record(one, visit)  # noqa: E731
    if can(user):
        return None
    people = [one for one in User.objects.filter(is_active=True).order_by("pk") if can(one)]
    people.sort(key=lambda one: one.pk != visit.rep_id)
    if not visit.is_undecided and people and people[0].pk == visit.rep_id:
        people = people[:1]
    title = _("Waiting for %(who)s to %(what)s.") if people else _("Nobody can %(what)s now.")
    title %= {"who": listed([str(one) for one in people[:SHOWN]]), "what": what}
    today = reminder_of(reminded_about(visit), now)
    may = today is None and bool(people) and since is not None and permissions.can_remind(user)
    return VisitWait(people, title, why, since, str(today.params["who"]) if today else "", may)
