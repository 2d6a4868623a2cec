"""Checks on a customer or purchase before it is saved (A1, A2)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from aftersales.kernel.errors import InvalidInput, gettext_noop


def check_customer(
    *,
    name: str,
    since: date | None,
    last_visit_on: date | None,
    annual_demand: Decimal | None,
    region_id: Any,
    outlet_region_id: Any,
    today: date,
) -> None:
    """Raise InvalidInput for the field that is wrong."""
    if not name.strip():
        raise InvalidInput(gettext_noop("Enter the customer name."), code="name_missing", field="name")
    if since and since > today:
        raise InvalidInput(gettext_noop("The date is in the future."), code="in_the_future", field="since")
    if last_visit_on and last_visit_on > today:
        raise InvalidInput(gettext_noop("The date is in the future."), code="in_the_future", field="last_visit_on")
    if annual_demand is not None and annual_demand < 0:
        raise InvalidInput(gettext_noop("This can’t be less than zero."), code="negative", field="annual_demand")
    if outlet_region_id is not None and outlet_region_id != region_id:
        raise InvalidInput(
            gettext_noop("This service outlet belongs to another region."), code="outlet_elsewhere", field="outlet"
        )


def check_purchase(
    *,
    quantity: int,
    unit_price: Decimal,
    purchased_on: date | None,
    installed_on: date | None,
    warranty_until: date | None,
    today: date,
) -> None:
    """Raise InvalidInput for the field that is wrong."""
    if quantity < 1:
        raise InvalidInput(gettext_noop("Quantity must be at least 1."), code="quantity", field="quantity")
    if unit_price < 0:
        raise InvalidInput(gettext_noop("This can’t be less than zero."), code="negative", field="unit_price")
    if purchased_on and purchased_on > today:
        raise InvalidInput(gettext_noop("The date is in the future."), code="in_the_future", field="purchased_on")
    if installed_on and installed_on > today:
        raise InvalidInput(gettext_noop("The date is in the future."), code="in_the_future", field="installed_on")
    if purchased_on and installed_on and installed_on < purchased_on:
        raise InvalidInput(
            gettext_noop("The installation is before the purchase."), code="installed_before", field="installed_on"
        )
    if purchased_on and warranty_until and warranty_until < purchased_on:
        raise InvalidInput(
            gettext_noop("The warranty ends before the purchase."), code="warranty_order", field="warranty_until"
        )
