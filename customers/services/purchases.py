"""Purchases: what customers bought. Each has a service record for the life of the product (A2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from aftersales.kernel.errors import DomainError, NotVisible, ensure
from aftersales.staff.models import Actor
from aftersales.store.dates import company_date
from aftersales.store.in_use import require_in_use
from aftersales.store.writing import create_all_with_history, lock, lock_all, save_with_history

from ..models import Customer, Product, Purchase
from ..permissions import can_edit, can_import, visible_to
from ..rules.customer import check_purchase, warranty_end
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
    """A purchase to import. key: identifies the row when the file is imported again."""

    customer_id: int
    key: str
    facts: dict[str, Any]


@transaction.atomic
def add_purchase(
    *,
    actor: Actor,
    now: datetime,
    customer_id: int,
    product: Product,
    reason: str = "",
    **facts: Any,
) -> Purchase:
    """Add a purchase. Price and warranty default to those of the product."""
    customer = lock(visible_to(actor), pk=customer_id)
    ensure(can_edit(actor, customer))
    require_in_use({"product": product})
    purchase = _new(customer, facts | {"product": product})
    return _save(purchase, customer, now, actor, reason or "purchase added")


@transaction.atomic
def add_purchases(
    *, actor: Actor, now: datetime, rows: Sequence[NewPurchase], reason: str = ""
) -> list[bool | DomainError]:
    """Import purchases, also of inactive products. For each row: True, or the error."""
    ensure(can_import(actor))
    ids = {row.customer_id for row in rows}
    customers = {customer.pk: customer for customer in lock_all(Customer.objects.filter(pk__in=ids))}
    results: list[Purchase | DomainError] = []
    for row in rows:
        try:
            if (customer := customers.get(row.customer_id)) is None:
                raise NotVisible(code="not_found", message="Not found")
            ensure(customer.erased_at is None)
            results.append(_checked(_new(customer, row.facts, row.key), now))
        except DomainError as error:
            results.append(error)
    valid = [one for one in results if isinstance(one, Purchase)]
    create_all_with_history(Purchase, valid, actor=actor, reason=reason or "purchase added")
    index_customers({one.customer_id: one.customer for one in valid}.values())
    return [one if isinstance(one, DomainError) else True for one in results]


@transaction.atomic
def update_purchase(*, actor: Actor, now: datetime, purchase_id: int, reason: str = "", **facts: Any) -> Purchase:
    customer = lock(visible_to(actor), purchases=purchase_id)
    ensure(can_edit(actor, customer))
    purchase = lock(Purchase, pk=purchase_id)
    require_in_use(facts, purchase)
    _set_facts(purchase, facts)
    return _save(purchase, customer, now, actor, reason or "purchase corrected")


def _new(customer: Customer, facts: dict[str, Any], key: str | None = None) -> Purchase:
    purchase = Purchase(customer=customer, import_key=key)
    _set_facts(purchase, facts)
    if facts.get("unit_price") is None:
        purchase.unit_price = purchase.product.list_price
    if purchase.warranty_until is None:
        purchase.warranty_until = warranty_end(purchase.purchased_on, purchase.product.warranty_months)
    return purchase


def _set_facts(purchase: Purchase, facts: dict[str, Any]) -> None:
    if unknown := facts.keys() - FACTS:
        raise TypeError(f"unknown facts: {sorted(unknown)}")
    for name, value in facts.items():
        if value is not None or name in {"purchased_on", "warranty_until"}:
            setattr(purchase, name, value.strip() if isinstance(value, str) else value)


def _save(purchase: Purchase, customer: Customer, now: datetime, actor: Actor, reason: str) -> Purchase:
    save_with_history(_checked(purchase, now), actor=actor, reason=reason)
    index_customer(customer)
    return purchase


def _checked(purchase: Purchase, now: datetime) -> Purchase:
    check_purchase(
        quantity=purchase.quantity,
        unit_price=purchase.unit_price,
        purchased_on=purchase.purchased_on,
        warranty_until=purchase.warranty_until,
        today=company_date(now),
    )
    return purchase


@transaction.atomic
def add_replacement(
    *,
    actor: Actor,
    now: datetime,
    original_id: int,
    serial: str,
    quantity: int,
    warranty_until: date | None = None,
) -> Purchase:
    """Add the product that was sent as a replacement for another. Price, contract and warranty continue.

    The caller (fulfilment) checks the permission.
    """
    customer = lock(Customer, purchases=original_id)
    original = lock(Purchase.objects.select_related("product"), pk=original_id)
    purchase = Purchase(customer=customer, product=original.product)
    copied = ("grade", "unit_price", "contract_number", "inspection_body", "purchased_on", "warranty_until")
    _set_facts(purchase, {name: getattr(original, name) for name in copied})
    _set_facts(
        purchase, {"serial": serial, "quantity": quantity, "warranty_until": warranty_until or original.warranty_until}
    )
    return _save(purchase, customer, now, actor, "replacement sent")
