"""Tiers, demand, grades and warranties as they went, and the customer panel."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import F, Prefetch, QuerySet

from aftersales.staff.models import Actor

from ..models import Customer, Grading, PanelAnswer, PanelMember, PanelQuestion, Purchase, TierPeriod
from ..permissions import visible_to
from ..rules.profile import ENDING

SHOWN = 12


def tier_history(customer: Customer) -> list[TierPeriod]:
    """The tiers it had, the present one first. One that never changed has no row yet: it is as old as the archive."""
    rows = list(customer.tier_periods.select_related("by")[:SHOWN])
    return rows or [
        TierPeriod(customer=customer, tier=customer.tier, since=customer.since or customer.created_at.date())
    ]


def grade_history(customer: Customer) -> list[Grading]:
    return list(customer.gradings.select_related("by")[:SHOWN])


def profile_of(customer: Customer) -> dict[str, Any]:
    """Tiers, demands and gradings together."""
    demands = list(customer.demands.all())
    return {"tiers": tier_history(customer), "demands": demands, "gradings": grade_history(customer)}


def warranties(customer: Customer, today: date) -> dict[str, QuerySet[Purchase]]:
    """Purchases that are covered, of these the ones ending within sixty days, and those that ended: to be counted."""
    covered = customer.purchases.filter(warranty_until__gte=today)
    return {
        "covered": covered,
        "ending": covered.filter(warranty_until__lte=today + ENDING),
        "ended": customer.purchases.filter(warranty_until__lt=today),
    }


def panel_members(user: Actor) -> QuerySet[PanelMember]:
    """Those whose customers the user sees, present ones first."""
    rows = PanelMember.objects.filter(customer__in=visible_to(user).order_by().values("pk"))
    return rows.select_related("customer__region", "contact").order_by(
        F("until").desc(nulls_first=True), "customer__name", "pk"
    )


def panel_questions(user: Actor) -> QuerySet[PanelQuestion]:
    """Every question with the answers that the user may read: `heard`."""
    seen = PanelAnswer.objects.filter(member__customer__in=visible_to(user).order_by().values("pk"))
    heard = Prefetch("answers", seen.select_related("member__customer", "member__contact", "by"), to_attr="heard")
    return PanelQuestion.objects.select_related("asked_by", "closed_by").prefetch_related(heard)
