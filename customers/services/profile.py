"""Tiers, demand and qualification with their days: what was before stays (A1)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from aftersales.notifications.services.notifications import notify
from aftersales.staff.models import Actor
from aftersales.store.writing import delete_with_history, lock, save_with_history

from ..enums import Qualification
from ..models import AnnualDemand, Customer, PanelMember, TierPeriod
from ..permissions import can_edit, require, visible_to
from ..rules.profile import WARN, check_demand, check_tier_since


def change_tier(
    *, customer: Customer, before: str, actor: Actor, now: datetime, since: date | None = None, reason: str = ""
) -> None:
    """Close the tier that was and begin the new one. The customer holds the new one already and is not saved here."""
    today = timezone.localdate(now)
    since = since or today
    last = customer.tier_periods.first()
    check_tier_since(since, last.since if last else None, today)
    if last is None:
        began = min(customer.since or timezone.localdate(customer.created_at), since)
        last = TierPeriod(customer=customer, tier=before, since=began, by=None)
    if last.until is None or last.until > since:
        last.until = since
    save_with_history(last, actor=actor, reason=f"until {since}")
    period = TierPeriod(customer=customer, tier=customer.tier, since=since, reason=reason[:200], by=actor)
    save_with_history(period, actor=actor, reason=reason or "tier changed")


def keep_demand(customer: Customer, before: Decimal | None, *, actor: Actor, now: datetime) -> None:
    """The figure of this year, and the one before as that of the year it was written in."""
    year, written = timezone.localdate(now).year, timezone.localdate(customer.created_at).year
    if before is not None and written < year and not customer.demands.exists():
        save_with_history(
            AnnualDemand(customer=customer, year=written, amount=before), actor=actor, reason="demand before"
        )
    if customer.annual_demand is not None:
        _put_demand(customer, year, customer.annual_demand, actor)


@transaction.atomic
def set_demand(
    *, actor: Actor, now: datetime, customer: Customer, year: int, amount: Decimal, reason: str = ""
) -> Customer:
    """Write down the demand of a year; the latest one is the archive's."""
    customer = lock(visible_to(actor), pk=customer.pk)
    require(can_edit(actor, customer))
    check_demand(year, amount, timezone.localdate(now))
    _put_demand(customer, year, amount, actor)
    latest = customer.demands.first()
    if latest and customer.annual_demand != latest.amount:
        customer.annual_demand = latest.amount
        customer.version += 1
        save_with_history(customer, actor=actor, reason=reason or f"demand of {year}")
    return customer


def _put_demand(customer: Customer, year: int, amount: Decimal, actor: Actor) -> None:
    row = customer.demands.filter(year=year).first() or AnnualDemand(customer=customer, year=year)
    row.amount = amount
    save_with_history(row, actor=actor, reason="demand")


def settle(kept: Customer, gone: Customer, *, actor: Actor, now: datetime, why: str) -> None:
    """What two archives may have only once: the demand of a year, a present tier, a seat in the panel."""
    today = timezone.localdate(now)
    for row in gone.demands.filter(year__in=kept.demands.values("year")):
        delete_with_history(row, actor=actor, reason=why)
    for period in gone.tier_periods.filter(until=None):
        period.until = max(today, period.since)
        save_with_history(period, actor=actor, reason=why)
    seats = {(seat.contact.name_key, seat.contact.phone_digits) for seat in _seats(kept) if seat.contact}
    for seat in _seats(gone):
        if seat.contact and (seat.contact.name_key, seat.contact.phone_digits) in seats:
            seat.until = today
            save_with_history(seat, actor=actor, reason=why)


def _seats(customer: Customer) -> list[PanelMember]:
    return list(customer.panel_members.filter(until=None).select_related("contact"))


def sweep_qualifications(*, now: datetime, limit: int = 500) -> int:
    """Tell reps once of a qualification that ends within thirty days, and mark what has ended. Safe to run twice."""
    today = timezone.localdate(now)
    told = Q(qualification_told_for=F("qualification_until"), qualification_until__gte=today)
    ids = Customer.objects.filter(
        ~told | Q(qualification_told_for=None),
        qualification=Qualification.VALID,
        erased_at=None,
        qualification_until__lte=today + WARN,
    )
    return sum(_look_at(pk, now) for pk in ids.order_by("qualification_until").values_list("pk", flat=True)[:limit])


@transaction.atomic
def _look_at(pk: int, now: datetime) -> int:
    customer = lock(Customer.objects.select_related("rep"), pk=pk)
    until = customer.qualification_until
    if until is None or customer.qualification != Qualification.VALID:
        return 0
    ended = until < timezone.localdate(now)
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
