"""Purchases, filtered by product, batch, warranty, region and date."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from aftersales.staff.models import Actor

from ..models import Purchase
from ..rules.profile import COVERED, ENDED, ENDING, ENDS
from .customer import purchases_seen_by

UNKNOWN = "unknown"
FIELDS = {
    "product": "product__code",
    "batch": "batch",
    "serial": "serial",
    "contract": "contract_number",
    "customer": "customer__number",
    "region": "customer__region",
    "since": "purchased_on__gte",
    "until": "purchased_on__lte",
}


def warranty_is(state: str, today: date) -> Q:
    """The condition for a warranty state (rules/profile.py). `covered` includes purchases whose warranty ends soon."""
    return {
        COVERED: Q(warranty_until__gte=today),
        ENDED: Q(warranty_until__lt=today),
        UNKNOWN: Q(warranty_until=None),
        ENDS: Q(warranty_until__gte=today, warranty_until__lte=today + ENDING),
    }[state]


SORTS = {"-purchased_on": ("-purchased_on", "-pk"), "purchased_on": ("purchased_on", "pk")}


def purchase_list(user: Actor, filters: Mapping[str, Any], today: date) -> QuerySet[Purchase]:
    """The purchases that the user may see, the latest first (by index purchase_latest or purchase_of_product). sort:
    one of SORTS."""
    chosen = {field: filters[name] for name, field in FIELDS.items() if filters.get(name)}
    order = SORTS.get(filters.get("sort", ""), SORTS["-purchased_on"])
    rows = purchases_seen_by(user).filter(**chosen).order_by(*order)
    return rows.filter(warranty_is(filters["warranty"], today)) if filters.get("warranty") else rows
