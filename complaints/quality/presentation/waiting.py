"""Whom an investigation or an action waits for, when the reader cannot do the next step."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from aftersales.notifications.queries import reminder_of
from aftersales.staff.models import User
from aftersales.store.dates import company_date
from aftersales.web.figures import listed
from aftersales.web.moments import span

from .. import permissions
from ..enums import ActionState, InvestigationState
from ..models import Action, Investigation, InvestigationReport
from .investigations import closing_obstacles, missing

SHOWN = 3


@dataclass(frozen=True)
class Wait:
    """people: those who can go on. title: for whom and what it waits. why: why not for the reader. since: since when,
    and how_long that is."""

    people: list[User]
    title: str
    why: str
    how_long: str
    since: datetime


@dataclass(frozen=True)
class Reminding:
    """reminded: who reminded them today. may_remind: whether the reader can."""

    since: datetime
    reminded: str
    may_remind: bool


def _wait(can: Iterable[User], what: str, why: str, since: datetime, now: datetime) -> Wait:
    people = list(can)
    who = listed([str(person) for person in people[:SHOWN]])
    title = _("Waiting for %(who)s to %(what)s.") if people else _("Nobody can %(what)s now.")
    return Wait(people, title % {"who": who, "what": what}, why, span(now - since), since)


def reminded_about(row: Investigation | Action) -> str:
    """The key of the reminders of those whom the row waits for."""
    return f"nudge:{row.number}"


def reminding_of(wait: Wait | None, row: Investigation | Action, user: User, now: datetime) -> Reminding | None:
    """What the page says of reminders, beside whom it waits for."""
    if wait is None:
        return None
    today = reminder_of(reminded_about(row), now)
    may = today is None and bool(wait.people) and permissions.can_remind(user)
    return Reminding(wait.since, str(today.params["who"]) if today else "", may)


def _all(test: Callable[[User], bool], first: Iterable[User | None] = ()) -> list[User]:
    """The users who pass the test, those named first before the others."""
    everybody = [user for user in User.objects.filter(is_active=True).order_by("pk") if test(user)]
    named = [user.pk for user in first if user]
    return sorted(everybody, key=lambda user: (user.pk not in named, user.pk))


def investigation_wait(
    row: Investigation, reports: list[InvestigationReport], user: User, now: datetime
) -> Wait | None:
    """Whom the investigation waits for; None if it is over or the reader can go on."""
    newest = next(iter(reports), None)
    test: Callable[[User], bool]

    def investigates(one: User) -> bool:
        return permissions.can_investigate(one, row)

    def decides(one: User) -> bool:
        return permissions.decides_for(one, company_date(now)) is not None

    if row.state == InvestigationState.OPEN:
        what = _("complete the findings") if missing(row) else _("submit the report")
        test, since, why = investigates, row.opened_at, _("The quality department investigates.")
    elif row.state == InvestigationState.REPORTED and newest and not newest.signed_at:
        what, test, since = _("sign the report"), permissions.can_sign, newest.filed_at
        why = _("The quality deputy manager signs reports.")
    elif row.state == InvestigationState.REPORTED:
        what, test = _("decide in a meeting"), decides
        since = newest.signed_at if newest and newest.signed_at else row.opened_at
        why = _("The general manager chairs the meeting that decides.")
    elif row.state == InvestigationState.DECIDED and not closing_obstacles(row):
        what, test, since = _("close the investigation"), investigates, row.decided_at or row.opened_at
        why = _("The quality department closes it.")
    elif row.state == InvestigationState.DECIDED:
        return _actions_wait(row, user, now)
    else:
        return None
    return None if test(user) else _wait(_all(test, [row.lead]), what, why, since, now)


def _actions_wait(row: Investigation, user: User, now: datetime) -> Wait | None:
    """The owners of the actions that keep it open."""
    still = [one for one in row.actions.all() if one.state == ActionState.OPEN]
    owners = list({one.owner_id: one.owner for one in still}.values())
    if not owners or user in owners or permissions.can_investigate(user, row):
        return None
    why = _("Each action is carried out by its owner.")
    return _wait(owners, _("carry out the actions"), why, row.decided_at or row.opened_at, now)


def action_wait(row: Action, user: User, now: datetime) -> Wait | None:
    """Whom the action waits for; None if it is over, is still watched, or the reader can go on."""
    if row.state == ActionState.OPEN and user.pk != row.owner_id:
        why = _("Each action is carried out by its owner.")
        return _wait([row.owner], _("report what was done"), why, row.created_at, now)
    is_due = row.state == ActionState.DONE and row.judge_on is not None and row.judge_on <= company_date(now)
    if permissions.can_verify(user, row) or not (is_due or row.state == ActionState.INEFFECTIVE):
        return None
    what = _("judge whether it worked") if is_due else _("say how it goes on")
    mine = user.pk in (row.owner_id, row.done_by_id)
    why = _("Whoever carried it out can’t judge it.") if mine else _("The quality department judges actions.")
    can = _all(lambda one: permissions.can_verify(one, row))
    return _wait(can, what, why, row.verified_at or row.done_at or row.created_at, now)
