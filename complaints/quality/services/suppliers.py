"""Suppliers, and what they supply."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import InvalidInput, ensure
from aftersales.kernel.words import code_key
from aftersales.staff.models import Actor
from aftersales.store.writing import (
    create_all_with_history,
    delete_with_history,
    lock,
    lock_all,
    same_version,
    save_with_history,
)
from customers.models import Product

from .. import permissions
from ..models import Supplier, Supply

MAX_SUPPLIES = 500


@transaction.atomic
def create_supplier(
    *,
    number: str,
    name: str,
    actor: Actor,
    now: datetime,
    name_en: str = "",
    address: str = "",
    supplies: Sequence[tuple[Product, str]] = (),
    is_active: bool = True,
    **_more: Any,
) -> Supplier:
    """A new supplier."""
    ensure(permissions.can_keep_suppliers(actor))
    row = Supplier(
        number=number, name=name.strip(), name_en=name_en.strip(), address=address.strip(), is_active=is_active
    )
    _check(row)
    save_with_history(row, actor=actor, reason="created")
    _supply(row, supplies, actor)
    return row


@transaction.atomic
def update_supplier(
    *,
    supplier_id: int,
    actor: Actor,
    now: datetime,
    version: int | None = None,
    supplies: Sequence[tuple[Product, str]] | None = None,
    **facts: Any,
) -> Supplier:
    """Change a supplier. A product or batch that another one supplied is moved."""
    row = lock(Supplier, pk=supplier_id)
    ensure(permissions.can_keep_suppliers(actor))
    same_version(row, version)
    for name in ("number", "name", "name_en", "address", "is_active"):
        if name in facts:
            value = facts[name]
            setattr(row, name, value.strip() if isinstance(value, str) else value)
    _check(row)
    row.version += 1
    save_with_history(row, actor=actor, reason="changed")
    if supplies is not None:
        _supply(row, supplies, actor)
    return row


def _check(row: Supplier) -> None:
    for field in ("number", "name"):
        if not getattr(row, field).strip():
            raise InvalidInput(_("This field is required."), code="required", field=field)
    if Supplier.objects.filter(number=code_key(row.number)).exclude(pk=row.pk).exists():
        raise InvalidInput(_("This number is taken."), code="taken", field="number")


def _supply(row: Supplier, supplies: Sequence[tuple[Product, str]], actor: Actor) -> None:
    if len(supplies) > MAX_SUPPLIES:
        raise InvalidInput(
            _("No more than %(count)s rows."), code="too_many", field="supplies", params={"count": MAX_SUPPLIES}
        )
    wanted = {(product.pk, code_key(batch)) for product, batch in supplies}
    present = {(one.product_id, one.batch): one for one in lock_all(Supply.objects.all())}
    for key, one in present.items():
        mine = one.supplier_id == row.pk
        if (mine and key not in wanted) or (not mine and key in wanted):
            delete_with_history(one, actor=actor, reason="moved" if key in wanted else "removed")
    new = [key for key in sorted(wanted) if key not in present or present[key].supplier_id != row.pk]
    rows = [Supply(supplier=row, product_id=product, batch=batch) for product, batch in new]
    create_all_with_history(Supply, rows, actor=actor, reason="supplies")
