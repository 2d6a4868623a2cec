"""Tiers, annual demand and qualification with their dates. Earlier values are kept (A1)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import F, Q

from aftersales.kernel.errors import ensure
from aftersales.notifications.services.notifications import notify
from aftersales.staff.models import Actor
from aftersales.store.dates import company_date
from aftersales.store.sweeping import each_due
from aftersales.store.writing import delete_with_history, lock, save_with_history

from ..enums import Qualification
from ..models import AnnualDemand, Customer, PanelMember, TierPeriod
from ..permissions import can_edit, visible_to
from ..rules.merging import BOTH, KEPT, merged_value
from ..rules.profile import WARN, check_demand, check_tier_since


def change_tier(
    *, customer: Customer, before: str, actor: Actor, now: datetime, since: date | None = None, reason: str = ""
) -> None:
    """End the previous tier and begin the new one. The caller has set the new tier on the customer, and saves it."""
    today = company_date(now)
    since = since or today
    last = customer.tier_periods.first()
    check_tier_since(since, last.since if last else None, today)
    if last is None:
        began = min(customer.since or company_date(customer.created_at), since)
        last = TierPeriod(customer=customer, tier=before, since=began, by=None)
    if last.until is None or last.until > since:
        last.until = since
    save_with_history(last, actor=actor, reason=f"until {since}")
    period = TierPeriod(customer=customer, tier=customer.tier, since=since, reason=reason[:200], by=actor)
    save_with_history(period, actor=actor, reason=reason or "tier changed")


def record_demand(customer: Customer, before: Decimal | None, *, actor: Actor, now: datetime) -> None:
    """Record the demand of this year. The first time, also record the previous value for the year in which the
    customer was created."""
    year, written = company_date(now).year, company_date(customer.created_at).year
    if before is not None and written < year and not customer.demands.exists():
        save_with_history(
            AnnualDemand(customer=customer, year=written, amount=before), actor=actor, reason="demand before"
        )
    if customer.annual_demand is not None:
        _save_demand(customer, year, customer.annual_demand, actor)


@transaction.atomic
def set_demand(
    *, actor: Actor, now: datetime, customer_id: int, year: int, amount: Decimal, reason: str = ""
) -> Customer:
    """Record the demand of a year. The customer's own field shows the latest year."""
    customer = lock(visible_to(actor), pk=customer_id)
    ensure(can_edit(actor, customer))
    check_demand(year, amount, company_date(now))
    _save_demand(customer, year, amount, actor)
    latest = customer.demands.first()
    if latest and customer.annual_demand != latest.amount:
        customer.annual_demand = latest.amount
        customer.version += 1
        save_with_history(customer, actor=actor, reason=reason or f"demand of {year}")
    return customer


def _save_demand(customer: Customer, year: int, amount: Decimal, actor: Actor) -> None:
    row = customer.demands.filter(year=year).first() or AnnualDemand(customer=customer, year=year)
    row.amount = amount
    save_with_history(row, actor=actor, reason="demand")


def settle_profiles(
    kept: Customer, gone: Customer, *, actor: Actor, now: datetime, reason: str, demand: str = BOTH
) -> None:
    """Before a merge, settle what a customer may have only once: the demand of a year, the current tier.

    demand: which demand of a year that both have is kept; both are added unless they are equal.
    """
    today = company_date(now)
    mine = {row.year: row for row in kept.demands.all()}
    for row in gone.demands.filter(year__in=mine):
        own = mine[row.year]
        chosen = KEPT if row.amount == own.amount else demand
        amount = merged_value(chosen, own.amount, row.amount)
        delete_with_history(row, actor=actor, reason=reason)
        if amount != own.amount:
            own.amount = amount
            save_with_history(own, actor=actor, reason=reason)
    for period in gone.tier_periods.filter(until=None):
        period.until = max(today, period.since)
        save_with_history(period, actor=actor, reason=reason)
    members = {(one.contact.name_key, one.contact.phone_digits) for one in _present_members(kept) if one.contact}
    for member in _present_members(gone):
        if member.contact and (member.contact.name_key, member.contact.phone_digits) in members:
            member.until = today
            save_with_history(member, actor=actor, reason=reason)


def _present_members(customer: Customer) -> list[PanelMember]:
    return list(customer.panel_members.filter(until=None).select_related("contact"))


def sweep_qualifications(*, now: datetime, limit: int = 500) -> int:
    """Notify account reps once of a qualification that ends within 30 days, and expire those that have ended. It is
    safe to repeat."""
    today = company_date(now)
    notified = Q(qualification_told_for=F("qualification_until"), qualification_until__gte=today)
    ids = Customer.objects.filter(
        ~notified | Q(qualification_told_for=None),
        qualification=Qualification.VALID,
        erased_at=None,
        qualification_until__lte=today + WARN,
    )
    return each_due(ids.order_by("qualification_until"), lambda pk: _check_qualification(pk, now), limit=limit)


@transaction.atomic
def _check_qualification(pk: int, now: datetime) -> int:
    customer = lock(Customer.objects.select_related("rep"), pk=pk)
    until = customer.qualification_until
    if until is None or customer.qualification != Qualification.VALID:
        return 0
    ended = until < company_date(now)
    if not ended and customer.qualification_told_for == until:
        return 0
    if ended:
        customer.qualification = Qualification.EXPIRED
    customer.qualification_told_for = until
    save_with_history(customer, actor=None, reason="qualification ended" if ended else "qualification ends soon")
    notify(
        users=[customer.rep] if customer.rep else [],
        template="qualification_ended" if ended else "qualification_ends",
        params={"number": customer.number, "customer": customer.name, "day": until.isoformat()},
        url=customer.get_absolute_url(),
        key=f"qualification:{pk}:{until}:{ended}",
        now=now,
    )
    return 1
