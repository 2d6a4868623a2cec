"""The products that the company makes and sells."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from aftersales.kernel.errors import DomainError, InvalidInput, ensure, gettext_noop
from aftersales.kernel.words import code_key
from aftersales.staff.models import Actor
from aftersales.store.writing import create_all_with_history, lock, lock_all, same_version, save_with_history
from aftersales.tables.outcomes import Differing, Existing

from ..models import Product
from ..permissions import can_edit_products
from ..signals import product_changed
from .warranties import reckon_again

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
        "needs_installation",
        "is_active",
    }
)
# What approvals rest on.
VALUED = ("list_price", "batch_tracked")


@transaction.atomic
def create_product(*, actor: Actor, now: datetime, code: str, name: str, reason: str = "", **facts: Any) -> Product:
    ensure(can_edit_products(actor))
    return _save(Product(), facts | {"code": code, "name": name}, actor, reason or "created")


@transaction.atomic
def create_products(
    *,
    actor: Actor,
    now: datetime,
    rows: Sequence[dict[str, Any]],
    reason: str = "",
    existing: str = Existing.KEEP,
) -> list[bool | Differing | DomainError]:
    """Import products. For each row: True if it was created, False if its code exists already, how it differs from what
    exists, or the error. existing: whether existing products take the values of the file."""
    ensure(can_edit_products(actor))
    codes = {row["code"] for row in rows}
    there = {code_key(row.code): row for row in lock_all(Product.objects.filter(code__in=codes))}
    outcomes: list[bool | Differing | DomainError] = []
    new = []
    for row in rows:
        key = code_key(row["code"])
        try:
            if key in there:
                outcomes.append(_changed(there[key], row, existing, actor, reason or "import"))
                continue
            product = _set_facts(Product(), row)
            _check(product)
        except DomainError as error:
            outcomes.append(error)
            continue
        outcomes.append(True)
        new.append(product)
        there[key] = product
    create_all_with_history(Product, new, actor=actor, reason=reason or "created")
    return outcomes


def _changed(product: Product, row: dict[str, Any], existing: str, actor: Actor, reason: str) -> bool | Differing:
    """What the row says otherwise than the product. A product of this file is not in the database yet."""
    facts = {
        name: value
        for name, value in row.items()
        if name != "code" and getattr(product, name) not in (value, str(value))
    }
    if product.pk is None or not facts:
        return False
    if existing == Existing.FILL:
        facts = {name: value for name, value in facts.items() if getattr(product, name) in ("", None)}
    told = {name: (str(getattr(product, name)), str(value)) for name, value in facts.items()}
    is_written = existing != Existing.KEEP and bool(facts)
    if is_written:
        _check(_set_facts(product, facts))
        product.version += 1
        save_with_history(product, actor=actor, reason=reason)
    return Differing(told, is_written) if told else False


@transaction.atomic
def update_product(
    *, actor: Actor, now: datetime, product_id: int, version: int | None = None, reason: str = "", **facts: Any
) -> Product:
    """Change a product. A product that is no longer sold is made inactive, never deleted. A new warranty period holds
    for what is sold from now on; ends that were given stay."""
    product = lock(Product, pk=product_id)
    ensure(can_edit_products(actor))
    same_version(product, version)
    product.version += 1
    known = {name: getattr(product, name) for name in VALUED}
    installs = product.needs_installation
    _save(product, facts, actor, reason or "corrected")
    if any(value != getattr(product, name) for name, value in known.items()):
        product_changed.send(sender=None, product=product, actor=actor, now=now)
    if product.needs_installation != installs:
        # Whether the day of installation counts is a fact of what was sold, not a term agreed at the sale.
        installed = product.sold.filter(installed_on__isnull=False).values_list("pk", flat=True)
        reckon_again(purchase_ids=installed, actor=actor, now=now)
    return product


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
