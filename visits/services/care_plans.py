"""Care plans: drafted, approved, changed, closed."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import InvalidInput, RuleViolation, ensure
from aftersales.notifications.services.notifications import notify
from aftersales.office.services.numbering import next_number
from aftersales.staff.models import Actor, User, in_language
from aftersales.store.dates import company_date
from aftersales.store.in_use import require_in_use
from aftersales.store.writing import create_all_with_history, lock, lock_all, update_all_with_history
from customers.permissions import visible_to as visible_customers

from ..enums import CareActionState, CarePlanState
from ..models import CareAction, CareNeed, CarePlan, CareTemplate
from ..permissions import can_approve_plan, can_edit_plan, can_plan_care
from ..rules import care as rules
from .care_common import amount, check_owner, check_room, locked_plan, save_plan, set_reminder, words


@transaction.atomic
def make_plan(
    *,
    customer_id: int,
    title: str,
    owner: User,
    starts_on: date,
    ends_on: date,
    actor: Actor,
    now: datetime,
    budget: Decimal | None = None,
    template: CareTemplate | None = None,
    meets_on: date | None = None,
    worth: str = "",
) -> CarePlan:
    """Draft a care plan for a customer. A template gives it needs and actions to begin with, in the words of the
    owner's language; all of them can be changed."""
    customer = lock(visible_customers(actor), pk=customer_id)
    ensure(can_plan_care(actor, customer))
    if customer.erased_at:
        raise RuleViolation(_("The data of this customer was erased."), code="erased")
    require_in_use({"template": template})
    plan = CarePlan(
        number=next_number("CP", now=now),
        customer=customer,
        template=template,
        created_by=actor,
        created_at=now,
        version=0,
    )
    _set(plan, title, owner, starts_on, ends_on, amount(budget, "budget"), meets_on, worth)
    save_plan(plan, actor=actor, reason="drafted")
    if template is not None:
        _fill(plan, template, actor=actor, now=now)
    return plan


@transaction.atomic
def change_plan(
    *,
    plan_id: int,
    title: str,
    owner: User,
    starts_on: date,
    ends_on: date,
    actor: Actor,
    now: datetime,
    budget: Decimal | None = None,
    meets_on: date | None = None,
    worth: str = "",
    version: int | None = None,
) -> CarePlan:
    """Change a draft or a running plan. Only who may approve changes the budget of a running one."""
    plan = locked_plan(actor, plan_id, version)
    ensure(can_edit_plan(actor, plan))
    plan.state = rules.PLAN.next(plan.state, "change")
    wanted = amount(budget, "budget")
    if wanted != plan.budget and plan.state == CarePlanState.RUNNING:
        ensure(can_approve_plan(actor), _("A manager changes the budget of an approved plan."), code="approved_budget")
    lower = wanted < plan.budget
    before = plan.owner_id
    _set(plan, title, owner, starts_on, ends_on, wanted, meets_on, worth)
    if lower:
        check_room(plan)
    save_plan(plan, actor=actor, reason="changed")
    if owner.pk != before and (actor is None or owner.pk != actor.pk):
        _tell(plan, owner, "visits.care_plan_given", now)
    return plan


@transaction.atomic
def approve_plan(*, plan_id: int, actor: Actor, now: datetime, version: int | None = None) -> CarePlan:
    """Approve a draft: its actions fall due from now on, and dates of the customer suggest more."""
    plan = locked_plan(actor, plan_id, version)
    ensure(can_approve_plan(actor))
    plan.state = rules.PLAN.next(plan.state, "approve")
    if not plan.needs.exists():
        raise RuleViolation(_("Enter at least one need with a goal that is measured."), code="no_need")
    check_room(plan)
    plan.approved_by, plan.approved_at, plan.looks_at = actor, now, now
    save_plan(plan, actor=actor, reason="approved")
    _remind_of(plan, company_date(now))
    if actor is None or plan.owner_id != actor.pk:
        _tell(plan, plan.owner, "visits.care_plan_approved", now)
    return plan


@transaction.atomic
def close_plan(*, plan_id: int, result: str, actor: Actor, now: datetime, version: int | None = None) -> CarePlan:
    """Close a plan with what it has brought. Open actions are done or dropped first."""
    plan = locked_plan(actor, plan_id, version)
    ensure(can_approve_plan(actor))
    plan.state = rules.PLAN.next(plan.state, "close")
    left = plan.actions.filter(state=CareActionState.OPEN).count()
    if left:
        raise RuleViolation(
            _("Actions still to do: %(count)s. Close or drop them first."), code="actions_open", params={"count": left}
        )
    plan.result, plan.ended_at, plan.looks_at = words(result, 5000, "result"), now, None
    return save_plan(plan, actor=actor, reason="closed")


@transaction.atomic
def reopen_plan(*, plan_id: int, actor: Actor, now: datetime, version: int | None = None) -> CarePlan:
    """Go on with a closed plan."""
    plan = locked_plan(actor, plan_id, version)
    ensure(can_approve_plan(actor))
    plan.state = rules.PLAN.next(plan.state, "reopen")
    plan.ended_at, plan.looks_at = None, now
    return save_plan(plan, actor=actor, reason="reopened")


@transaction.atomic
def cancel_plan(*, plan_id: int, reason: str, actor: Actor, now: datetime, version: int | None = None) -> CarePlan:
    """Cancel a plan. Its open actions are dropped."""
    plan = locked_plan(actor, plan_id, version)
    ensure(can_approve_plan(actor) or (plan.state == CarePlanState.DRAFT and can_edit_plan(actor, plan)))
    plan.state = rules.PLAN.next(plan.state, "cancel")
    plan.result, plan.ended_at, plan.looks_at = words(reason, 500, "reason"), now, None
    save_plan(plan, actor=actor, reason="cancelled")
    drop_open(plan, plan.result[:500], actor=actor)
    return plan


def drop_open(plan: CarePlan, reason: str, *, actor: Actor) -> None:
    """Drop the open actions of a plan, which the caller has locked."""
    rows = lock_all(CareAction.objects.filter(plan=plan, state=CareActionState.OPEN))
    for row in rows:
        row.state, row.result = rules.ACTION.next(row.state, "drop"), reason
        row.remind_at, row.version = None, row.version + 1
    update_all_with_history(
        CareAction, rows, ["state", "result", "remind_at", "version"], actor=actor, reason="dropped"
    )


def _set(
    plan: CarePlan,
    title: str,
    owner: User,
    starts_on: date,
    ends_on: date,
    budget: Decimal,
    meets_on: date | None,
    worth: str,
) -> None:
    rules.check_period(starts_on, ends_on)
    if plan.pk is None or owner.pk != plan.owner_id:
        check_owner(owner, plan.customer)
    if meets_on and not starts_on <= meets_on <= ends_on + timedelta(days=31):
        raise InvalidInput(_("The review must be within the plan."), code="outside", field="meets_on")
    plan.title, plan.owner, plan.budget = words(title, 200, "title"), owner, budget
    plan.starts_on, plan.ends_on, plan.meets_on, plan.worth = starts_on, ends_on, meets_on, worth.strip()[:5000]


def _fill(plan: CarePlan, template: CareTemplate, *, actor: Actor, now: datetime) -> None:
    """Needs and actions of the template. The budget is raised to what its actions bind."""
    today = company_date(now)
    needs = [
        CareNeed(
            plan=plan,
            need=in_language(row["need"], row.get("need_en", ""))[:200],
            measure=in_language(row["measure"], row.get("measure_en", ""))[:200],
            unit=in_language(row.get("unit", ""), row.get("unit_en", ""))[:20],
            start=Decimal(str(row["start"])),
            current=Decimal(str(row["start"])),
            target=Decimal(str(row["target"])),
            measured_on=today,
        )
        for row in template.needs
    ]
    create_all_with_history(CareNeed, needs, actor=actor, reason="from template")
    actions = [
        CareAction(
            plan=plan,
            title=in_language(row["title"], row.get("title_en", ""))[:200],
            owner=plan.owner,
            due_on=min(plan.starts_on + timedelta(days=int(row["after_days"])), plan.ends_on),
            budget=Decimal(str(row.get("budget", 0))),
            created_by=actor,
            created_at=now,
        )
        for row in template.actions
    ]
    create_all_with_history(CareAction, actions, actor=actor, reason="from template")
    bound = sum((row.budget for row in actions), Decimal(0))
    if bound > plan.budget:
        plan.budget = bound
        save_plan(plan, actor=actor, reason="from template")


def _remind_of(plan: CarePlan, today: date) -> None:
    """From the approval on the actions are reminded of."""
    for row in lock_all(CareAction.objects.filter(plan=plan, state=CareActionState.OPEN)):
        set_reminder(row, today)
        CareAction.objects.filter(pk=row.pk).update(remind_at=row.remind_at, remind_level=row.remind_level)


def _tell(plan: CarePlan, user: User, template: str, now: datetime) -> None:
    params = {"number": plan.number, "title": plan.title, "customer": plan.customer.name}
    key = f"{template}.{plan.pk}.v{plan.version}"
    notify(users=[user], template=template, params=params, url=plan.get_absolute_url(), key=key, now=now)
