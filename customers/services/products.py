"""The products that the company makes and sells."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from aftersales.kernel.errors import InvalidInput, gettext_noop
from aftersales.staff.models import Actor
from aftersales.web.service import lock, record

from ..models import Product
from ..permissions import can_edit_products, require

FACTS = frozenset(
    {
        "code", "name", "name_en", "category", "batch_tracked", "serial_tracked", "list_price", "warranty_months",
        "is_active",
    }
)  # fmt: skip


@transaction.atomic
def create_product(*, actor: Actor, now: datetime, code: str, name: str, reason: str = "", **facts: Any) -> Product:
    require(can_edit_products(actor))
    return _keep(Product(), facts | {"code": code, "name": name}, actor, reason or "created")


@transaction.atomic
def update_product(*, actor: Actor, now: datetime, product: Product, reason: str = "", **facts: Any) -> Product:
    """Correct a product. One that is no longer sold is put out of use, never deleted."""
    require(can_edit_products(actor))
    return _keep(lock(Product, pk=product.pk), facts, actor, reason or "corrected")


def _keep(product: Product, facts: dict[str, Any], actor: Actor, reason: str) -> Product:
    if unknown := facts.keys() - FACTS:
        raise TypeError(f"unknown facts: {sorted(unknown)}")
    for name, value in facts.items():
        setattr(product, name, value.strip() if isinstance(value, str) else value)
    if Product.objects.filter(code=product.code).exclude(pk=product.pk).exists():
        raise InvalidInput(gettext_noop("Another product has this code."), code="code_taken", field="code")
    if product.list_price < 0:
        raise InvalidInput(gettext_noop("This cannot be less than zero."), code="negative", field="list_price")
    return record(product, actor=actor, reason=reason)
