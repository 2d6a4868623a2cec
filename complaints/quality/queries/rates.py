"""Complaint rates of a product or batch in a window (Q4)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q, Sum

from aftersales.store.dates import company_date, start_of
from complaints.enums import ABOUT_PRODUCTS, State
from complaints.models import Ticket
from customers.models import Purchase

from ..models import Action
from ..rules.rates import Figure


def figure(product_id: int, batch: str, first: date, days: int) -> Figure:
    """The complaints of a window of whole days, and the days that all units sold were in use in it.

    Units without a purchase date count from the beginning. Merged and withdrawn tickets are not counted.
    """
    end = first + timedelta(days=days)
    about: dict[str, Any] = {"purchase__product": product_id, **({"batch": batch} if batch else {})}
    complaints = Ticket.objects.filter(
        kind__in=ABOUT_PRODUCTS,
        merged_into=None,
        reported_at__gte=start_of(first),
        reported_at__lt=start_of(end),
        **about,
    ).exclude(state=State.WITHDRAWN)
    sold = Purchase.objects.filter(product=product_id, **({"batch": batch} if batch else {}))
    before = (
        sold.filter(Q(purchased_on=None) | Q(purchased_on__lt=first)).aggregate(units=Sum("quantity"))["units"] or 0
    )
    within = sold.filter(purchased_on__gte=first, purchased_on__lt=end).order_by()
    by_day = list(within.values_list("purchased_on").annotate(units=Sum("quantity")))
    return Figure(
        first=first.isoformat(),
        last=(end - timedelta(days=1)).isoformat(),
        complaints=complaints.count(),
        units=before + sum(units for _day, units in by_day),
        unit_days=before * days + sum(units * (end - day).days for day, units in by_day),
    )


def before_and_after(action: Action, now: datetime) -> tuple[Figure, Figure | None] | None:
    """The rates of a measured action: in the window before it was opened, and in the one after it was done, as far as
    it is over. None if it is not measured."""
    if action.target_rate is None or action.product_id is None:
        return None
    opened = company_date(action.created_at)
    earlier = figure(action.product_id, action.batch, opened - timedelta(days=action.window_days), action.window_days)
    if action.done_at is None:
        return earlier, None
    first = company_date(action.done_at) + timedelta(days=1)
    passed = min((company_date(now) - first).days, action.window_days)
    later = figure(action.product_id, action.batch, first, passed) if passed > 0 else None
    return earlier, later
