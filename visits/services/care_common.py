"""What the services of care plans share: locking, money, moments of reminders."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import InvalidInput, RuleViolation
from aftersales.kernel.money import check_amount
from aftersales.staff.models import Actor, User
from aftersales.store.dates import company_date
from aftersales.store.writing import lock, same_version, save_with_history
from customers.models import Customer

from ..enums import CarePlanState
from ..models import CareAction, CarePlan
from ..permissions import can_own, visible_plans
from ..rules import care as rules
from .reminders import moment_of


def locked_plan(actor: Actor, plan_id: int, version: int | None = None) -> CarePlan:
    """The plan, locked. Everything in it is changed under this lock, so that its money always adds up."""
    plan = lock(visible_plans(actor).select_related("customer", "owner"), pk=plan_id)
    same_version(plan, version)
    return plan


def ensure_open(plan: CarePlan) -> None:
    if plan.state not in (CarePlanState.DRAFT, CarePlanState.RUNNING):
        raise RuleViolation(_("The care plan has ended."), code="plan_ended")


def save_plan(plan: CarePlan, *, actor: Actor, reason: str) -> CarePlan:
    plan.version += 1
    return save_with_history(plan, actor=actor, reason=reason)


def check_owner(owner: User, customer: Customer) -> None:
    if not can_own(owner, customer):
        raise InvalidInput(
            _("Choose somebody who may see this customer and works with customers."), code="not_an_owner", field="owner"
        )


def words(text: str, limit: int, field: str) -> str:
    """A text that is needed."""
    if not text.strip():
        raise InvalidInput(_("This field is required."), code="required", field=field)
    return text.strip()[:limit]


def amount(value: Decimal | None, field: str) -> Decimal:
    return check_amount(value or Decimal(0), field=field)


def check_room(plan: CarePlan, action: CareAction | None = None) -> None:
    """Refuse an action, saved or not, that binds more than the plan has left."""
    rows = [row for row in CareAction.objects.filter(plan=plan) if action is None or row.pk != action.pk]
    costs = [rules.Cost(row.state, row.budget, row.spent) for row in [*rows, *([action] if action else [])]]
    rules.check_room(rules.money_of(plan.budget, costs))


def set_reminder(action: CareAction, today: date) -> None:
    """The next reminder. Those whose day has passed are skipped: who writes the action knows of it."""
    level = rules.remind_level(action.due_on, today)
    level = min(level, len(rules.REMINDER_DAYS) - 1)
    action.remind_level = level
    is_open = action.state == rules.OPEN
    action.remind_at = moment_of(rules.next_reminder(action.due_on, level)) if is_open else None


def tomorrow_morning(now: datetime) -> datetime:
    found = moment_of(company_date(now) + timedelta(days=1))
    assert found is not None
    return found
