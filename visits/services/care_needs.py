"""Needs of a care plan: what the customer wants, how it is measured, and how far it is."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import InvalidInput, RuleViolation, ensure
from aftersales.staff.models import Actor
from aftersales.store.dates import company_date
from aftersales.store.writing import delete_with_history, lock, same_version, save_with_history

from ..enums import CarePlanState
from ..models import CareNeed, CarePlan
from ..permissions import can_edit_plan, visible_plans
from ..rules import care as rules
from .care_common import ensure_open, locked_plan, words

LARGEST = Decimal("9999999999.99")


@transaction.atomic
def add_need(
    *,
    plan_id: int,
    need: str,
    measure: str,
    start: Decimal,
    target: Decimal,
    actor: Actor,
    now: datetime,
    why: str = "",
    unit: str = "",
    current: Decimal | None = None,
) -> CareNeed:
    """Add a need with its measure and goal. current: the value now, if it differs from that at the start."""
    plan = locked_plan(actor, plan_id)
    ensure(can_edit_plan(actor, plan))
    ensure_open(plan)
    if plan.needs.count() >= rules.MOST_NEEDS:
        raise RuleViolation(_("A plan has up to %(count)s needs."), code="too_many", params={"count": rules.MOST_NEEDS})
    row = CareNeed(plan=plan, version=0, measured_on=company_date(now))
    _set(row, need, why, measure, unit, start, target)
    row.current = _value(start if current is None else current, "current")
    return _save(row, actor, "need added")


@transaction.atomic
def change_need(
    *,
    need_id: int,
    need: str,
    measure: str,
    start: Decimal,
    target: Decimal,
    actor: Actor,
    now: datetime,
    why: str = "",
    unit: str = "",
    version: int | None = None,
) -> CareNeed:
    """Change a need, its measure or its goal. What was measured stays."""
    row = _locked(actor, need_id, version)
    _set(row, need, why, measure, unit, start, target)
    return _save(row, actor, "need changed")


@transaction.atomic
def measure_need(
    *,
    need_id: int,
    current: Decimal,
    actor: Actor,
    now: datetime,
    measured_on: date | None = None,
    version: int | None = None,
) -> CareNeed:
    """Record how far a need is. A value of an earlier day than the last one is refused."""
    row = _locked(actor, need_id, version)
    day = measured_on or company_date(now)
    if day > company_date(now):
        raise InvalidInput(_("The date is in the future."), code="in_the_future", field="measured_on")
    if day < row.measured_on:
        raise InvalidInput(
            _("It was measured later, on %(day)s."),
            code="before_the_last",
            field="measured_on",
            params={"day": row.measured_on.isoformat()},
        )
    row.current, row.measured_on = _value(current, "current"), day
    return _save(row, actor, "measured")


@transaction.atomic
def remove_need(*, need_id: int, actor: Actor, now: datetime, version: int | None = None) -> CarePlan:
    """Take a need out of the plan. An approved plan keeps at least one."""
    row = _locked(actor, need_id, version)
    plan = row.plan
    if plan.state == CarePlanState.RUNNING and plan.needs.count() == 1:
        raise RuleViolation(_("An approved plan keeps at least one need."), code="last_need")
    delete_with_history(row, actor=actor, reason="need removed")
    return plan


def _locked(actor: Actor, need_id: int, version: int | None) -> CareNeed:
    """The need of a plan that may be changed, with the plan locked first."""
    found = CareNeed.objects.filter(pk=need_id, plan__in=visible_plans(actor)).values_list("plan", flat=True).first()
    plan = locked_plan(actor, found or 0)
    row = lock(CareNeed.objects.select_related("plan__customer"), pk=need_id, plan=plan)
    ensure(can_edit_plan(actor, plan))
    same_version(row, version)
    ensure_open(plan)
    return row


def _set(row: CareNeed, need: str, why: str, measure: str, unit: str, start: Decimal, target: Decimal) -> None:
    row.need, row.measure = words(need, 200, "need"), words(measure, 200, "measure")
    row.why, row.unit = why.strip()[:300], unit.strip()[:20]
    row.start, row.target = _value(start, "start"), _value(target, "target")
    rules.check_goal(row.start, row.target)


def _value(value: Decimal, field: str) -> Decimal:
    if not value.is_finite() or abs(value) > LARGEST:
        raise InvalidInput(_("This number is too large."), code="too_large", field=field)
    return value.quantize(Decimal("0.01"))


def _save(row: CareNeed, actor: Actor, reason: str) -> CareNeed:
    row.version += 1
    return save_with_history(row, actor=actor, reason=reason)
