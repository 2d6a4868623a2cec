"""Maintenance and installation: agreed for a purchase, planned when due, and what follows when they are done."""

from __future__ import annotations

import dataclasses
import uuid
from collections import Counter
from datetime import date, datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import QuerySet

from aftersales.kernel.bounds import is_plausible_day
from aftersales.kernel.errors import InvalidInput, RuleViolation, ensure, gettext_noop
from aftersales.staff.models import Actor
from aftersales.store.dates import company_date
from aftersales.store.sweeping import together_or_each
from aftersales.store.writing import (
    create_all_with_history,
    delete_with_history,
    lock,
    lock_all,
    same_version,
    save_with_history,
)
from customers.enums import Channel
from customers.models import Customer, Purchase
from customers.permissions import visible_to as visible_customers
from customers.services.purchases import update_purchase

from ..enums import VisitKind, VisitState
from ..models import MaintenancePlan, Visit
from ..permissions import can_maintain
from ..queries.kinds import due_installation, due_maintenance, service_terms
from ..rules.cadence import reminded_from
from ..rules.kinds import MOST_MONTHS, ServiceTerms, installation_due, key_of, next_maintenance, prefix_of
from ..rules.placing import HORIZON
from . import placing
from .common import cancel
from .reminders import first_reminder
from .touching import keep_agreed


@transaction.atomic
def agree_maintenance(
    *,
    actor: Actor,
    now: datetime,
    purchase_id: int,
    months: int,
    starts_on: date,
    until_on: date | None = None,
    contract_number: str = "",
    version: int | None = None,
) -> MaintenancePlan:
    """Agree how often a purchase is maintained, or change it. What was done already counts."""
    purchase = _purchase(actor, purchase_id)
    if not 1 <= months <= MOST_MONTHS:
        raise InvalidInput(gettext_noop("Enter 1 to 60 months."), code="range", field="months")
    for field, day in (("starts_on", starts_on), ("until_on", until_on)):
        if day is not None and not is_plausible_day(day):
            raise InvalidInput(gettext_noop("Enter a valid date."), code="out_of_range", field=field)
    if until_on and until_on < starts_on:
        raise InvalidInput(gettext_noop("The last day is before the first."), code="ends_before", field="until_on")
    plan = MaintenancePlan.objects.filter(purchase=purchase).first()
    if plan:
        same_version(plan, version)
    plan = plan or MaintenancePlan(purchase=purchase, version=0)
    plan.months, plan.starts_on, plan.until_on = months, starts_on, until_on
    plan.contract_number = contract_number.strip()
    plan.next_due_on = next_maintenance(max(starts_on, _last_done(purchase) or starts_on), months, until_on)
    plan.version += 1
    return save_with_history(plan, actor=actor, reason="maintenance agreed")


@transaction.atomic
def end_maintenance(*, actor: Actor, now: datetime, purchase_id: int, reason: str) -> None:
    """End the maintenance of a purchase; a planned visit for it is cancelled."""
    purchase = _purchase(actor, purchase_id)
    if not reason.strip():
        raise InvalidInput(gettext_noop("Explain why."), code="reason_missing", field="reason")
    delete_with_history(lock(MaintenancePlan, purchase=purchase), actor=actor, reason=reason.strip()[:100])
    planned = Visit.objects.filter(purchase=purchase, kind=VisitKind.MAINTENANCE, state=VisitState.PLANNED)
    for visit in lock_all(planned):
        cancel(visit, actor, reason.strip()[:100], now)


def _purchase(actor: Actor, purchase_id: int) -> Purchase:
    """The purchase, whose customer is locked."""
    customer = lock(visible_customers(actor), purchases=purchase_id)
    ensure(can_maintain(actor, customer))
    if customer.erased_at:
        raise RuleViolation(gettext_noop("The data of this customer was erased."), code="erased")
    return lock(Purchase, pk=purchase_id)


def _last_done(purchase: Purchase) -> date | None:
    done = Visit.objects.filter(purchase=purchase, kind=VisitKind.MAINTENANCE, state=VisitState.DONE)
    at = done.order_by("-took_place_at").values_list("took_place_at", flat=True).first()
    return company_date(at) if at else None


@dataclasses.dataclass(frozen=True)
class _Run:
    """What the visits of one run share."""

    now: datetime
    terms: ServiceTerms
    placing: placing.Placing
    id: str = dataclasses.field(default_factory=lambda: uuid.uuid4().hex)


def plan_service_visits(*, now: datetime, horizon_days: int = HORIZON, batch: int = 200) -> int:
    """Plan the maintenance and installation that fall due within `horizon_days`; returns how many visits. Runs may
    overlap, be repeated or be killed: a batch locks the customers and looks again."""
    today = company_date(now)
    until = today + timedelta(days=horizon_days)
    run = _Run(now, service_terms(today), placing.begin(today))
    due = {
        VisitKind.MAINTENANCE: due_maintenance(until),
        VisitKind.INSTALLATION: due_installation(today, until, run.terms),
    }
    made = 0
    for kind, purchases in due.items():
        keys = purchases.order_by("pk").values_list("pk", flat=True)
        after = 0
        while some := list(keys.filter(pk__gt=after)[:batch]):
            made += together_or_each(some, partial(_plan, run, kind, purchases))
            after = some[-1]
    return made


@transaction.atomic
def _plan(run: _Run, kind: str, purchases: QuerySet[Purchase], ids: list[int]) -> int:
    """Plan the visits for these purchases. They were agreed with the customer: the limit of contacts counts them, but
    does not hold them back."""
    lock_all(_customers(ids))
    rows = list(purchases.filter(pk__in=ids).select_related("customer__rep", "maintenance_plan"))
    if not rows:
        return 0
    cycles = Visit.objects.filter(purchase__in=rows, kind=kind).values_list("cycle", flat=True)
    attempts = Counter(cycle.rpartition(":")[0] + ":" for cycle in cycles)
    due = [_due_on(kind, row, run.terms) for row in rows]
    placed = placing.place_asked(run.placing, [_asked(row, day) for row, day in zip(rows, due, strict=True)])
    each = zip(rows, due, placed, strict=True)
    visits = [_visit(run, kind, row, day, found, attempts) for row, day, found in each]
    create_all_with_history(Visit, visits, actor=None, reason="fell due")
    keep_agreed(visits=visits, now=run.now)
    return len(visits)


def _customers(purchase_ids: list[int]) -> QuerySet[Customer]:
    owners = Purchase.objects.filter(pk__in=purchase_ids).order_by().values("customer")
    return Customer.objects.filter(pk__in=owners).only("pk")


def _asked(purchase: Purchase, due: date) -> placing.Asked:
    customer = purchase.customer
    rep_id = customer.rep_id if customer.rep and customer.rep.is_active else None
    return placing.Asked(customer.pk, customer.region_id, rep_id, due)


def _visit(
    run: _Run, kind: str, purchase: Purchase, due: date, placed: placing.Placed, attempts: Counter[str]
) -> Visit:
    day = placed.place.day
    remind_at, level = first_reminder(reminded_from(due, day), company_date(run.now))
    return Visit(
        kind=kind,
        purchase=purchase,
        customer_id=purchase.customer_id,
        cycle=key_of(kind, purchase.pk, due, attempts[prefix_of(kind, purchase.pk, due)] + 1),
        rep_id=placed.place.rep_id,
        due_on=due,
        planned_on=day,
        town=placed.town,
        channel=Channel.VISIT,
        created_at=run.now,
        plan_run=run.id,
        remind_at=remind_at,
        remind_level=level,
    )


def _due_on(kind: str, purchase: Purchase, terms: ServiceTerms) -> date:
    due = (
        purchase.maintenance_plan.next_due_on
        if kind == VisitKind.MAINTENANCE
        else purchase.purchased_on and installation_due(purchase.purchased_on, terms)
    )
    assert due is not None  # the query asks for it
    return due


def follow_up(*, visit: Visit, took_on: date, actor: Actor, now: datetime, next_on: date | None, reason: str) -> None:
    """What follows when a visit for a purchase took place: the next maintenance, or the day of installation from which
    the warranty counts. next_on: agreed for the next maintenance; reason: why it is later than the contract says. The
    caller has locked the customer and the visit."""
    if visit.purchase_id is None:
        return
    if visit.kind == VisitKind.INSTALLATION:
        update_purchase(
            actor=actor, now=now, purchase_id=visit.purchase_id, installed_on=took_on, reason="installation done"
        )
    elif plan := MaintenancePlan.objects.filter(purchase=visit.purchase_id).first():
        plan.next_due_on = next_on or next_maintenance(took_on, plan.months, plan.until_on)
        plan.version += 1
        save_with_history(plan, actor=actor, reason=reason[:100] or "maintenance done")
