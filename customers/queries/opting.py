"""Whether a customer wants to be contacted (PIPL)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import F, Q, QuerySet

from aftersales.staff.models import Actor

from ..enums import ContactPurpose, OptOutChannel
from ..models import Customer, OptOut
from ..permissions import visible_to


def opt_outs_of(customer: Customer) -> QuerySet[OptOut]:
    """The wishes of a customer: those in effect first, then those taken back, the latest of each first."""
    rows = OptOut.objects.filter(customer=customer).select_related("contact", "recorded_by", "ended_by")
    return rows.order_by(F("ended_at").desc(nulls_first=True), "-since", "-pk")


def opt_outs_seen_by(user: Actor) -> QuerySet[OptOut]:
    """The wishes of the customers whom the user sees, the latest first."""
    rows = OptOut.objects.filter(customer__in=visible_to(user).order_by().values("pk"))
    return rows.select_related("customer", "contact", "recorded_by", "ended_by").order_by("-since", "-pk")


def opt_outs(purpose: str, channel: str = "", customer_ids: Iterable[int] | None = None) -> QuerySet[OptOut]:
    """The wishes in effect against this purpose and channel; no channel means those against every channel alone."""
    rows = OptOut.objects.filter(ended_at=None, purpose__in=(ContactPurpose.ANY, purpose))
    rows = rows.filter(channel__in=(OptOutChannel.ANY, channel) if channel else (OptOutChannel.ANY,))
    return rows if customer_ids is None else rows.filter(customer_id__in=list(customer_ids))


def has_opted_out(customer_id: int, purpose: str, channel: str = "", contact_id: int | None = None) -> bool:
    """Whether the customer, or this contact, does not want it. Read at the moment of contact, so it counts at once."""
    mine = Q(contact=None) | Q(contact_id=contact_id) if contact_id else Q(contact=None)
    return opt_outs(purpose, channel, [customer_id]).filter(mine).exists()


def opted_out(keys: Iterable[tuple[int, int | None]], purpose: str, channel: str) -> set[tuple[int, int | None]]:
    """Those of many (customer, contact) who do not want it, in one query."""
    wanted = list(keys)
    found: Any = opt_outs(purpose, channel, {customer for customer, _ in wanted})
    against = set(found.values_list("customer_id", "contact_id"))
    return {key for key in wanted if key in against or (key[0], None) in against}
