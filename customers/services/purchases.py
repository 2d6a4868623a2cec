"""What customers bought: each product sold has a service file for life (A2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from aftersales.kernel.errors import DomainError, NotVisible
from aftersales.staff.models import Actor
from aftersales.store.in_use import require_in_use
from aftersales.store.writing import create_all_with_history, lock, lock_all, save_with_history

from ..models import Customer, Product, Purchase
from ..permissions import can_edit, require, visible_to
from ..rules.archive import check_purchase, warranty_end
from .search import index_customer, index_customers

FACTS = frozenset(
    {
        "product",
        "grade",
        "batch",
        "serial",
        "quantity",
        "unit_price",
        "contract_number",
        "inspection_body",
        "purchased_on",
        "warranty_until",
    }
)


@dataclass(frozen=True)
class NewPurchase:
    """What a customer bought, as it is to be noted; key: what makes it the same when it comes again."""

    customer_id: int
    key: str
    facts: dict[str, Any]


@transaction.atomic
def add_purchase(
    *,
    actor: Actor,
    now: datetime,
    customer: Customer,
    product: Product,
    reason: str = "",
    **facts: Any,
) -> Purchase:
    """Note a product sold. Price and warranty are the product's where they are not given."""
    customer = lock(visible_to(actor), pk=customer.pk)
    require_in_use({"product": product})
    sold = _new(actor, customer, facts | {"product": product})
    return _keep(sold, customer, now, actor, reason or "purchase added")


@transaction.atomic
def add_purchases(
    *, actor: Actor, now: datetime, rows: Sequence[NewPurchase], reason: str = ""
) -> list[bool | DomainError]:
    """Several at once, each as `add_purchase` would note it: for each True, or why it cannot be.

    Lists tell what was: of products that are out of use too.
    """
    ids = {row.customer_id for row in rows}
    customers = {customer.pk: customer for customer in lock_all(visible_to(actor).filter(pk__in=ids))}
    results: list[Purchase | DomainError] = []
    for row in rows:
        try:
            if (customer := customers.get(row.customer_id)) is None:
                raise NotVisible(code="not_found", message="Not found")
            results.append(_checked(_new(actor, customer, row.facts, row.key), now))
        except DomainError as error:
            results.append(error)
    sold = [one for one in results if isinstance(one, Purchase)]
    create_all_with_history(Purchase, sold, actor=actor, reason=reason or "purchase added")
    index_customers({one.customer_id: one.customer for one in sold}.values())
    return [one if isinstance(one, DomainError) else True for one in results]


@transaction.atomic
def update_purchase(*, actor: Actor, now: datetime, purchase: Purchase, reason: str = "", **facts: Any) -> Purchase:
    """Correct what is known of a product sold."""
    customer = lock(visible_to(actor), pk=purchase.customer_id)
    require(can_edit(actor, customer))
    sold = lock(Purchase, pk=purchase.pk)
    require_in_use(facts, sold)
    _put(sold, facts)
    return _keep(sold, customer, now, actor, reason or "purchase corrected")


def _new(actor: Actor, customer: Customer, facts: dict[str, Any], key: str | None = None) -> Purchase:
    require(can_edit(actor, customer))
    sold = Purchase(customer=customer, import_key=key)
    _put(sold, facts)
    if facts.get("unit_price") is None:
        sold.unit_price = sold.product.list_price
    if sold.warranty_until is None:
        sold.warranty_until = warranty_end(sold.purchased_on, sold.product.warranty_months)
    return sold


def _put(sold: Purchase, facts: dict[str, Any]) -> None:
    if unknown := facts.keys() - FACTS:
        raise TypeError(f"unknown facts: {sorted(unknown)}")
    for name, value in facts.items():
        if value is not None or name in {"purchased_on", "warranty_until"}:
            setattr(sold, name, value.strip() if isinstance(value, str) else value)


def _keep(sold: Purchase, customer: Customer, now: datetime, actor: Actor, reason: str) -> Purchase:
    save_with_history(_checked(sold, now), actor=actor, reason=reason)
    index_customer(customer)
    return sold


def _checked(sold: Purchase, now: datetime) -> Purchase:
    check_purchase(
        quantity=sold.quantity,
        unit_price=sold.unit_price,
        purchased_on=sold.purchased_on,
        warranty_until=sold.warranty_until,
        today=timezone.localdate(now),
    )
    return sold


@transaction.atomic
def add_replacement(
    *,
    actor: Actor,
    now: datetime,
    original: Purchase,
    serial: str,
    quantity: int,
    warranty_until: date | None = None,
) -> Purchase:
    """What was sent in place of a product sold: a service file of its own. Price, contract and warranty go on.

    Who may send it is decided where it is sent; the archive only keeps what left.
    """
    customer = lock(Customer, pk=original.customer_id)
    sold = Purchase(customer=customer, product=original.product)
    fulfilment_lines = ("grade", "unit_price", "contract_number", "inspection_body", "purchased_on", "warranty_until")
    _put(sold, {name: getattr(original, name) for name in fulfilment_lines})
    _put(sold, {"serial": serial, "quantity": quantity, "warranty_until": warranty_until or original.warranty_until})
    return _keep(sold, customer, now, actor, "replacement sent")
