"""Possible duplicates, and the comparison of two customers (A5)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from aftersales.staff.models import Actor

from ..enums import PairState
from ..models import Customer, CustomerAlias, DuplicatePair, Merge
from ..permissions import visible_to

RELATED = ("first__region", "first__rep", "second__region", "second__rep", "decided_by")


def pairs(user: Actor, state: str = PairState.OPEN) -> QuerySet[DuplicatePair]:
    """Pairs of two customers that the user may both see, the most likely ones first."""
    rows = DuplicatePair.objects.filter(state=state).select_related(*RELATED).order_by("-likeness", "pk")
    seen = visible_to(user)
    if seen.query.where:
        rows = rows.filter(first__in=seen.values("pk"), second__in=seen.values("pk"))
    return rows


def merges(user: Actor) -> QuerySet[Merge]:
    """Merges into customers that the user may see, the latest first."""
    rows = Merge.objects.select_related("kept__region", "asked_by", "decided_by").order_by("-asked_at", "-pk")
    seen = visible_to(user)
    return rows.filter(kept__in=seen.values("pk")) if seen.query.where else rows


def with_former(rows: QuerySet[Customer]) -> QuerySet[Customer]:
    """Annotate customers with `was_merged`: whether others were merged into them. It saves a query for most of them."""
    return rows.annotate(was_merged=Exists(CustomerAlias.objects.filter(customer=OuterRef("pk"))))


def former_names(customer: Customer) -> list[CustomerAlias]:
    """The former numbers and names of a customer from with_former."""
    return list(customer.aliases.all()) if customer.was_merged else []  # type: ignore[attr-defined]


def record_counts(customer: Customer) -> list[tuple[int, str]]:
    """Numbers of contacts, purchases and interactions with their labels: they help to choose which customer to keep."""
    return [
        (customer.contacts.count(), _("contacts")),
        (customer.purchases.count(), _("purchases")),
        (customer.interactions.count(), _("interactions")),
    ]


def fact_text(customer: Customer, field: str) -> str:
    """The value of a field of a customer as text."""
    display = getattr(customer, f"get_{field}_display", None)
    value: Any = display() if display else getattr(customer, field)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, Decimal):
        return f"{value:,.2f}".removesuffix(".00")
    return "" if value is None else str(value)
