"""Reminds those whom a visit, a care plan, an action of it or a forum waits for."""

from datetime import datetime

from django.db import transaction

from aftersales.kernel.errors import RuleViolation, ensure, gettext_noop
from aftersales.notifications.presentation import Wait
from aftersales.notifications.services.reminding import remind
from aftersales.staff.models import User

from ..models import CareAction, CarePlan, Forum, Visit
from ..permissions import can_remind
from ..presentation import care_waiting, forum_waiting, waiting
from .care_actions import locked_action
from .care_common import locked_plan
from .common import locked
from .forums import locked_forum


@transaction.atomic
def nudge(*, visit_id: int, actor: User, now: datetime, version: int | None = None) -> Visit:
    """Remind those who can do the next step of the visit, once a day for all who ask."""
    visit = locked(actor, visit_id, version)
    wait = waiting.visit_wait(visit, actor, now)
    _remind(visit, wait, waiting.reminded_about(visit), "visits.nudge", str(visit.customer), actor, now)
    return visit


@transaction.atomic
def nudge_plan(*, plan_id: int, actor: User, now: datetime, version: int | None = None) -> CarePlan:
    """Remind those who can do the next step of the care plan, once a day for all who ask."""
    plan = locked_plan(actor, plan_id, version)
    wait = care_waiting.plan_wait(plan, actor, now)
    _remind(plan, wait, care_waiting.reminded_about(plan), "visits.care_nudge", str(plan), actor, now)
    return plan


@transaction.atomic
def nudge_care_action(*, action_id: int, actor: User, now: datetime, version: int | None = None) -> CareAction:
    """Remind those who can record what came of the action, once a day for all who ask."""
    row = locked_action(actor, action_id, version)
    wait = care_waiting.action_wait(row, actor, now)
    title = f"{row.plan.number} {row.title}"
    _remind(row, wait, care_waiting.reminded_about(row), "visits.care_nudge", title, actor, now)
    return row


@transaction.atomic
def nudge_forum(*, forum_id: int, actor: User, now: datetime, version: int | None = None) -> Forum:
    """Remind those who can do the next step of the forum, once a day for all who ask."""
    forum = locked_forum(actor, forum_id, version)
    wait = forum_waiting.forum_wait(forum, actor, now)
    _remind(forum, wait, forum_waiting.reminded_about(forum), "visits.forum_nudge", str(forum), actor, now)
    return forum


def _remind(
    row: Visit | CarePlan | CareAction | Forum,
    wait: Wait | None,
    about: str,
    template: str,
    title: str,
    actor: User,
    now: datetime,
) -> None:
    ensure(can_remind(actor))
    if wait is None or wait.since is None:
        raise RuleViolation(gettext_noop("Nothing is due now."), code="nothing_due")
    remind(
        users=wait.people,
        template=template,
        about=about,
        title=title,
        url=row.get_absolute_url(),
        actor=actor,
        now=now,
    )
