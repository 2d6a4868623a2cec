"""Whom a care plan or one of its actions waits for, when the reader cannot do the next step."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aftersales.notifications.presentation import Step, Wait, reminded_by, wait_for, who_can
from aftersales.staff.models import User
from aftersales.store.dates import company_date, start_of
from aftersales.web.moments import day

from ..enums import CareActionState, CarePlanState
from ..models import CareAction, CarePlan
from ..permissions import can_approve_plan, can_edit_plan, can_remind, can_work_on

ADD_NEED = Step(
    gettext_lazy("Waiting for %(who)s to enter what the customer needs."),
    gettext_lazy("Nobody can enter now what the customer needs."),
)
APPROVE = Step(
    gettext_lazy("Waiting for %(who)s to approve the plan."),
    gettext_lazy("Nobody can approve the plan now."),
)
CLOSE = Step(
    gettext_lazy("Waiting for %(who)s to close the plan."),
    gettext_lazy("Nobody can close the plan now."),
)
RECORD = Step(
    gettext_lazy("Waiting for %(who)s to record what came of the action."),
    gettext_lazy("Nobody can record now what came of the action."),
)


def reminded_about(row: CarePlan | CareAction) -> str:
    """The key of the reminders of those whom the row waits for."""
    return f"nudge:{'care_plan' if isinstance(row, CarePlan) else 'care_action'}:{row.pk}"


def plan_wait(plan: CarePlan, user: User, now: datetime) -> Wait | None:
    """Whom the plan waits for; None if it has ended, or the reader can go on. It reads needs and actions."""

    def edits(one: User) -> bool:
        return can_edit_plan(one, plan)

    today = company_date(now)
    if plan.state == CarePlanState.DRAFT and not plan.needs.all():
        if edits(user):
            return None
        why = _("A plan is approved with at least one need. Reps of the region and managers enter it.")
        return _wait(plan, _own(who_can(edits, [plan.owner]), plan.owner), ADD_NEED, why, plan.created_at, user, now)
    if plan.state == CarePlanState.DRAFT:
        why = _("Managers approve care plans.")
        return None if can_approve_plan(user) else _approvers(plan, APPROVE, why, plan.created_at, user, now)
    if plan.state != CarePlanState.RUNNING:
        return None
    todo = [row for row in plan.actions.all() if row.state == CareActionState.OPEN]
    if todo:
        return None if edits(user) or user.pk in {row.owner_id for row in todo} else _next_action(plan, todo, user, now)
    if can_approve_plan(user):
        return None
    if plan.ends_on < today:
        return _approvers(plan, CLOSE, _("Managers close care plans."), start_of(plan.ends_on), user, now)
    why = _("Nothing is left to do. The plan runs until %(day)s; managers close it.") % {"day": day(plan.ends_on)}
    return _approvers(plan, CLOSE, why, None, user, now)


def action_wait(row: CareAction, user: User, now: datetime) -> Wait | None:
    """Whom the action waits for; None if it is over, its plan does not run, or the reader can go on."""
    if row.plan.state != CarePlanState.RUNNING or row.state != CareActionState.OPEN or can_work_on(user, row):
        return None
    people = _own(who_can(lambda one: can_work_on(one, row), [row.owner]), row.owner)
    return _wait(row, people, RECORD, _why(row.due_on, now), _since(row.due_on, now), user, now)


def _next_action(plan: CarePlan, todo: list[CareAction], user: User, now: datetime) -> Wait:
    """The owner of the open action that is due first."""
    row = min(todo, key=lambda one: (one.due_on, one.pk))
    row.plan = plan
    people = _own(who_can(lambda one: can_work_on(one, row), [row.owner]), row.owner)
    return _wait(plan, people, RECORD, _why(row.due_on, now), _since(row.due_on, now), user, now)


def _approvers(plan: CarePlan, step: Step, why: str, since: datetime | None, user: User, now: datetime) -> Wait:
    return _wait(plan, who_can(can_approve_plan), step, why, since, user, now)


def _own(people: list[User], owner: User) -> list[User]:
    """The owner alone, if the owner can do it; else all who can."""
    return people[:1] if people and people[0].pk == owner.pk else people


def _since(due_on: date, now: datetime) -> datetime | None:
    return start_of(due_on) if due_on <= company_date(now) else None


def _why(due_on: date, now: datetime) -> str:
    if due_on <= company_date(now):
        return _("Its owner, reps of the region and managers record it.")
    return _("Due %(day)s. Its owner, reps of the region and managers record it.") % {"day": day(due_on)}


def _wait(
    row: CarePlan | CareAction,
    people: list[User],
    step: Step,
    why: str,
    since: datetime | None,
    user: User,
    now: datetime,
) -> Wait:
    return wait_for(
        people,
        step,
        why=why,
        since=since,
        reader=user,
        reminded=reminded_by(reminded_about(row), now),
        can_remind=can_remind(user),
        now=now,
    )
