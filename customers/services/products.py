"""The products that the company makes and sells."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from aftersales.kernel.errors import DomainError, InvalidInput, ensure, gettext_noop
from aftersales.staff.models import Actor
from aftersales.store.writing import create_all_with_history, lock, same_version, save_with_history

from ..models import Product
from ..permissions import can_edit_products

FACTS = frozenset(
    {
        "code",
        "name",
        "name_en",
        "category",
        "unit",
        "batch_tracked",
        "serial_tracked",
        "list_price",
        "warranty_months",
        "is_active",
    }
)


@transaction.atomic
def create_product(*, actor: Actor, now: datetime, code: str, name: str, reason: str = "", **facts: Any) -> Product:
    ensure(can_edit_products(actor))
    return _save(Product(), facts | {"code": code, "name": name}, actor, reason or "created")


@transaction.atomic
def create_products(
    *, actor: Actor, now: datetime, rows: Sequence[dict[str, Any]], reason: str = ""
) -> list[bool | DomainError]:
    """Create several products. For each row: True if it was created, False if its code exists already, or the error."""
    ensure(can_edit_products(actor))
    codes = {row["code"].strip() for row in rows}
    taken = set(Product.objects.filter(code__in=codes).values_list("code", flat=True))
    outcomes: list[bool | DomainError] = []
    new = []
    for row in rows:
        product = _set_facts(Product(), row)
        try:
            _check(product)
        except DomainError as error:
            outcomes.append(error)
            continue
        outcomes.append(product.code not in taken)
        new += [] if product.code in taken else [product]
        taken.add(product.code)
    create_all_with_history(Product, new, actor=actor, reason=reason or "created")
    return outcomes


@transaction.atomic
def update_product(
    *, actor: Actor, now: datetime, product_id: int, version: int | None = None, reason: str = "", **facts: Any
) -> Product:
    """Change a product. A product that is no longer sold is made inactive, never deleted."""
    product = lock(Product, pk=product_id)
    ensure(can_edit_products(actor))
    same_version(product, version)
    product.version += 1
    return _save(product, facts, actor, reason or "corrected")


def _save(product: Product, facts: dict[str, Any], actor: Actor, reason: str) -> Product:
    _set_facts(product, facts)
    if Product.objects.filter(code=product.code).exclude(pk=product.pk).exists():
        raise InvalidInput(gettext_noop("This product code is already in use."), code="code_taken", field="code")
    _check(product)
    return save_with_history(product, actor=actor, reason=reason)


def _set_facts(product: Product, facts: dict[str, Any]) -> Product:
    if unknown := facts.keys() - FACTS:
        raise TypeError(f"unknown facts: {sorted(unknown)}")
    for name, value in facts.items():
        setattr(product, name, value.strip() if isinstance(value, str) else value)
    return product


def _check(product: Product) -> None:
    if product.list_price < 0:
        raise InvalidInput(gettext_noop("This can’t be less than zero."), code="negative", field="list_price")
