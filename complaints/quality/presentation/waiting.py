"""Whom an investigation or an action waits for, when the reader cannot do the next step."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aftersales.notifications.presentation import Step, Wait, reminded_by, wait_for, who_can
from aftersales.staff.models import User
from aftersales.store.dates import company_date

from .. import permissions
from ..enums import ActionState, InvestigationState
from ..models import Action, Investigation, InvestigationReport
from .investigations import closing_obstacles, missing

CARRY_OUT = Step(
    gettext_lazy("Waiting for %(who)s to carry out the actions."),
    gettext_lazy("Nobody can carry out the actions now."),
)
CLOSE = Step(
    gettext_lazy("Waiting for %(who)s to close the investigation."),
    gettext_lazy("Nobody can close the investigation now."),
)
COMPLETE = Step(
    gettext_lazy("Waiting for %(who)s to complete the findings."),
    gettext_lazy("Nobody can complete the findings now."),
)
DECIDE = Step(
    gettext_lazy("Waiting for %(who)s to decide in a meeting."),
    gettext_lazy("Nobody can decide in a meeting now."),
)
FILE = Step(
    gettext_lazy("Waiting for %(who)s to submit the report."),
    gettext_lazy("Nobody can submit the report now."),
)
SIGN = Step(
    gettext_lazy("Waiting for %(who)s to sign the report."),
    gettext_lazy("Nobody can sign the report now."),
)
REPORT = Step(
    gettext_lazy("Waiting for %(who)s to report what was done."),
    gettext_lazy("Nobody can report what was done now."),
)
JUDGE = Step(
    gettext_lazy("Waiting for %(who)s to judge whether it worked."),
    gettext_lazy("Nobody can judge now whether it worked."),
)
GO_ON = Step(
    gettext_lazy("Waiting for %(who)s to say how it goes on."),
    gettext_lazy("Nobody can say now how it goes on."),
)


def reminded_about(row: Investigation | Action) -> str:
    """The key of the reminders of those whom the row waits for."""
    return f"nudge:{row.number}"


def _wait(
    row: Investigation | Action, can: Iterable[User], step: Step, why: str, since: datetime, user: User, now: datetime
) -> Wait:
    return wait_for(
        can,
        step,
        why=why,
        since=since,
        reader=user,
        reminded=reminded_by(reminded_about(row), now),
        can_remind=permissions.can_remind(user),
        now=now,
    )


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
        step = COMPLETE if missing(row) else FILE
        test, since, why = investigates, row.opened_at, _("The quality department investigates.")
    elif row.state == InvestigationState.REPORTED and newest and not newest.signed_at:
        step, test, since = SIGN, permissions.can_sign, newest.filed_at
        why = _("The quality deputy manager signs reports.")
    elif row.state == InvestigationState.REPORTED:
        step, test = DECIDE, decides
        since = newest.signed_at if newest and newest.signed_at else row.opened_at
        why = _("The general manager chairs the meeting that decides.")
    elif row.state == InvestigationState.DECIDED and not closing_obstacles(row):
        step, test, since = CLOSE, investigates, row.decided_at or row.opened_at
        why = _("The quality department closes it.")
    elif row.state == InvestigationState.DECIDED:
        return _actions_wait(row, user, now)
    else:
        return None
    return None if test(user) else _wait(row, who_can(test, [row.lead]), step, why, since, user, now)


def _actions_wait(row: Investigation, user: User, now: datetime) -> Wait | None:
    """The owners of the actions that keep it open."""
    still = [one for one in row.actions.all() if one.state == ActionState.OPEN]
    owners = list({one.owner_id: one.owner for one in still}.values())
    if not owners or user in owners or permissions.can_investigate(user, row):
        return None
    why = _("Each action is carried out by its owner.")
    return _wait(row, owners, CARRY_OUT, why, row.decided_at or row.opened_at, user, now)


def action_wait(row: Action, user: User, now: datetime) -> Wait | None:
    """Whom the action waits for; None if it is over, is still watched, or the reader can go on."""
    if row.state == ActionState.OPEN and user.pk != row.owner_id:
        why = _("Each action is carried out by its owner.")
        return _wait(row, [row.owner], REPORT, why, row.created_at, user, now)
    is_due = row.state == ActionState.DONE and row.judge_on is not None and row.judge_on <= company_date(now)
    if permissions.can_verify(user, row) or not (is_due or row.state == ActionState.INEFFECTIVE):
        return None
    step = JUDGE if is_due else GO_ON
    mine = user.pk in (row.owner_id, row.done_by_id)
    why = _("Whoever carried it out can’t judge it.") if mine else _("The quality department judges actions.")
    can = who_can(lambda one: permissions.can_verify(one, row))
    return _wait(row, can, step, why, row.verified_at or row.done_at or row.created_at, user, now)
