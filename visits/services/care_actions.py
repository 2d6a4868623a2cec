"""Actions of a care plan: given with day and budget, done with a result."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import InvalidInput, RuleViolation, ensure
from aftersales.notifications.services.notifications import notify
from aftersales.staff.models import Actor, User
from aftersales.store.dates import company_date
from aftersales.store.writing import lock, same_version, save_with_history

from ..enums import CarePlanState
from ..models import CareAction, CarePlan
from ..permissions import can_edit_plan, can_work_on, visible_plans
from ..rules import care as rules
from .care_common import amount, check_owner, check_room, ensure_open, locked_plan, set_reminder, words


@transaction.atomic
def add_care_action(
    *,
    plan_id: int,
    title: str,
    owner: User,
    due_on: date,
    actor: Actor,
    now: datetime,
    budget: Decimal | None = None,
    source_key: str | None = None,
) -> CareAction:
    """Add an action to a care plan that has not ended.

    source_key: names what asked for it, such as a visit; a source has one action, and asked again, it is returned.
    """
    plan = locked_plan(actor, plan_id)
    ensure(can_edit_plan(actor, plan))
    if source_key and (known := CareAction.objects.filter(source_key=source_key).first()):
        return known
    ensure_open(plan)
    return put_action(
        plan, title=title, owner=owner, due_on=due_on, budget=budget, source_key=source_key, actor=actor, now=now
    )


def put_action(
    plan: CarePlan,
    *,
    title: str,
    owner: User,
    due_on: date,
    budget: Decimal | None,
    source_key: str | None,
    actor: Actor,
    now: datetime,
) -> CareAction:
    """Add an action to a plan that the caller has locked."""
    if plan.actions.count() >= rules.MOST_ACTIONS:
        text = _("A plan has up to %(count)s actions.")
        raise RuleViolation(text, code="too_many", params={"count": rules.MOST_ACTIONS})
    row = CareAction(plan=plan, created_by=actor, created_at=now, source_key=source_key, version=0)
    _set(row, title, owner, due_on, amount(budget, "budget"))
    check_room(plan, row)
    _save(row, actor=actor, now=now, reason="action added")
    _tell(row, actor, now)
    return row


@transaction.atomic
def change_care_action(
    *,
    action_id: int,
    title: str,
    owner: User,
    due_on: date,
    actor: Actor,
    now: datetime,
    budget: Decimal | None = None,
    version: int | None = None,
) -> CareAction:
    """Change an open action: what, who, when, for how much. A new owner is notified."""
    row = locked_action(actor, action_id, version)
    ensure(can_edit_plan(actor, row.plan))
    row.state = rules.ACTION.next(row.state, "change")
    before = row.owner_id
    _set(row, title, owner, due_on, amount(budget, "budget"))
    check_room(row.plan, row)
    _save(row, actor=actor, now=now, reason="changed")
    if row.owner_id != before:
        _tell(row, actor, now)
    return row


@transaction.atomic
def complete_care_action(
    *,
    action_id: int,
    result: str,
    actor: Actor,
    now: datetime,
    spent: Decimal | None = None,
    done_on: date | None = None,
    version: int | None = None,
) -> CareAction:
    """Close an action with its result and what it has cost. The cost may exceed its budget: it is spent."""
    row = locked_action(actor, action_id, version)
    ensure(can_work_on(actor, row))
    row.state = rules.ACTION.next(row.state, "complete")
    if row.plan.state != CarePlanState.RUNNING:
        raise RuleViolation(_("The care plan is not approved yet."), code="not_approved")
    day = done_on or company_date(now)
    if day > company_date(now):
        raise InvalidInput(_("The date is in the future."), code="in_the_future", field="done_on")
    first = min(row.plan.starts_on, company_date(row.plan.created_at))
    if day < first:
        text = _("This is before the care plan, which began on %(day)s.")
        raise InvalidInput(text, code="before_plan", field="done_on", params={"day": first.isoformat()})
    row.result, row.done_on = words(result, 500, "result"), day
    row.spent = row.spent if spent is None else amount(spent, "spent")
    return _save(row, actor=actor, now=now, reason="done")


@transaction.atomic
def spend_on_care_action(
    *,
    action_id: int,
    spent: Decimal,
    actor: Actor,
    now: datetime,
    result: str = "",
    version: int | None = None,
) -> CareAction:
    """Record what an open action has cost so far, and how far it is."""
    row = locked_action(actor, action_id, version)
    ensure(can_work_on(actor, row))
    row.state = rules.ACTION.next(row.state, "change")
    if row.plan.state != CarePlanState.RUNNING:
        raise RuleViolation(_("The care plan is not approved yet."), code="not_approved")
    row.spent, row.result = amount(spent, "spent"), result.strip()[:500] or row.result
    return _save(row, actor=actor, now=now, reason="spent")


@transaction.atomic
def drop_care_action(
    *, action_id: int, reason: str, actor: Actor, now: datetime, version: int | None = None
) -> CareAction:
    """Drop an action that is not done any more, with the reason. What it has cost stays spent."""
    row = locked_action(actor, action_id, version)
    ensure(can_edit_plan(actor, row.plan))
    row.state = rules.ACTION.next(row.state, "drop")
    row.result = words(reason, 500, "reason")
    return _save(row, actor=actor, now=now, reason="dropped")


@transaction.atomic
def reopen_care_action(*, action_id: int, actor: Actor, now: datetime, version: int | None = None) -> CareAction:
    """Take an action up again that was done or dropped."""
    row = locked_action(actor, action_id, version)
    ensure(can_edit_plan(actor, row.plan))
    row.state = rules.ACTION.next(row.state, "reopen")
    row.done_on = None
    check_room(row.plan, row)
    return _save(row, actor=actor, now=now, reason="reopened")


def locked_action(actor: Actor, action_id: int, version: int | None) -> CareAction:
    """The action of a plan that has not ended, with the plan locked first."""
    rows = CareAction.objects.filter(pk=action_id, plan__in=visible_plans(actor))
    plan = locked_plan(actor, rows.values_list("plan", flat=True).first() or 0)
    row = lock(CareAction.objects.select_related("plan__customer", "owner"), pk=action_id, plan=plan)
    same_version(row, version)
    ensure_open(plan)
    return row


def _set(row: CareAction, title: str, owner: User, due_on: date, budget: Decimal) -> None:
    if row.pk is None or owner.pk != row.owner_id:
        check_owner(owner, row.plan.customer)
    if due_on < row.plan.starts_on:
        text = _("The plan starts on %(day)s.")
        raise InvalidInput(text, code="before_plan", field="due_on", params={"day": row.plan.starts_on.isoformat()})
    if due_on > row.plan.ends_on:
        text = _("The plan ends on %(day)s.")
        raise InvalidInput(text, code="after_plan", field="due_on", params={"day": row.plan.ends_on.isoformat()})
    row.title, row.owner, row.due_on, row.budget = words(title, 200, "title"), owner, due_on, budget


def _save(row: CareAction, *, actor: Actor, now: datetime, reason: str) -> CareAction:
    if row.plan.state == CarePlanState.RUNNING:
        set_reminder(row, company_date(now))
    row.version += 1
    return save_with_history(row, actor=actor, reason=reason)


def _tell(row: CareAction, actor: Actor, now: datetime) -> None:
    """Tell the owner, unless they wrote it. Before the approval nobody has anything to do."""
    if row.plan.state != CarePlanState.RUNNING or (actor is not None and row.owner_id == actor.pk):
        return
    params = {"title": row.title, "customer": row.plan.customer.name, "due_on": row.due_on.isoformat()}
    key = f"visits.care_given.{row.pk}.v{row.version}"
    template = "visits.care_given"
    notify(users=[row.owner], template=template, params=params, url=row.get_absolute_url(), key=key, now=now)
