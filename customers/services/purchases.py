"""What customers bought: each product sold has a service file for life (A2)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from aftersales.staff.models import Actor
from aftersales.web.service import lock, record

from ..models import Customer, Product, ProductSold
from ..permissions import can_edit, require, visible_to
from ..rules.archive import check_purchase, warranty_end
from .search import index_customer

FACTS = frozenset(
    {
        "product", "grade", "batch", "serial", "quantity", "unit_price", "contract_number", "inspection_body",
        "purchased_on", "warranty_until",
    }
)  # fmt: skip


@transaction.atomic
def add_purchase(
    *,
    actor: Actor,
    now: datetime,
    customer: Customer,
    product: Product,
    import_key: str | None = None,
    reason: str = "",
    **facts: Any,
) -> ProductSold:
    """Note a product sold. Price and warranty are the product's where they are not given."""
    customer = lock(visible_to(actor), pk=customer.pk)
    require(can_edit(actor, customer))
    sold = ProductSold(customer=customer, product=product, import_key=import_key)
    _put(sold, facts)
    if facts.get("unit_price") is None:
        sold.unit_price = product.list_price
    if sold.warranty_until is None:
        sold.warranty_until = warranty_end(sold.purchased_on, product.warranty_months)
    return _keep(sold, customer, now, actor, reason or "purchase added")


@transaction.atomic
def update_purchase(
    *, actor: Actor, now: datetime, purchase: ProductSold, reason: str = "", **facts: Any
) -> ProductSold:
    """Correct what is known of a product sold."""
    customer = lock(visible_to(actor), pk=purchase.customer_id)
    require(can_edit(actor, customer))
    sold = lock(ProductSold, pk=purchase.pk)
    _put(sold, facts)
    return _keep(sold, customer, now, actor, reason or "purchase corrected")


def _put(sold: ProductSold, facts: dict[str, Any]) -> None:
    if unknown := facts.keys() - FACTS:
        raise TypeError(f"unknown facts: {sorted(unknown)}")
    for name, value in facts.items():
        if value is not None or name in {"purchased_on", "warranty_until"}:
            setattr(sold, name, value.strip() if isinstance(value, str) else value)


def _keep(sold: ProductSold, customer: Customer, now: datetime, actor: Actor, reason: str) -> ProductSold:
    check_purchase(
        quantity=sold.quantity,
        unit_price=sold.unit_price,
        purchased_on=sold.purchased_on,
        warranty_until=sold.warranty_until,
        today=timezone.localdate(now),
    )
    record(sold, actor=actor, reason=reason)
    index_customer(customer)
    return sold


@transaction.atomic
def add_replacement(
    *,
    actor: Actor,
    now: datetime,
    original: ProductSold,
    serial: str,
    quantity: int,
    warranty_until: date | None = None,
) -> ProductSold:
    """What was sent in place of a product sold: a service file of its own. Price, contract and warranty go on.

    Who may send it is decided where it is sent; the archive only keeps what left.
    """
    customer = lock(Customer, pk=original.customer_id)
    sold = ProductSold(customer=customer, product=original.product)
    carried = ("grade", "unit_price", "contract_number", "inspection_body", "purchased_on", "warranty_until")
    _put(sold, {name: getattr(original, name) for name in carried})
    _put(sold, {"serial": serial, "quantity": quantity, "warranty_until": warranty_until or original.warranty_until})
    return _keep(sold, customer, now, actor, "replacement sent")
