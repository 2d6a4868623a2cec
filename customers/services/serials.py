"""Who has which piece now: the one rule for sales, imports, receipts and dispatches.

why: a reason that overrides a conflict; it is kept in the history of the serial number.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import IntegrityError, transaction

from aftersales.kernel.errors import Conflict
from aftersales.staff.models import Actor
from aftersales.store.writing import (
    create_all_with_history,
    delete_with_history,
    lock_all,
    save_with_history,
    update_all_with_history,
)

from ..models import Product, Purchase, SerialNumber
from ..rules import serials as rules
from ..rules.serials import serial_key, serials_of

Named = tuple[int, str]


class Sale(NamedTuple):
    """The pieces that a purchase names. why: the reason that overrides a conflict."""

    purchase: Purchase
    serials: Sequence[str]
    why: str = ""

    @property
    def names(self) -> list[Named]:
        return [(self.purchase.product_id, serial) for serial in self.serials]


def sale_of(purchase: Purchase, why: str = "") -> Sale:
    return Sale(purchase, serials_of(purchase.serial, purchase.quantity), why)


def conflicts(sales: Sequence[Sale]) -> list[Conflict | None]:
    """For each sale the reason why its customer can't have these pieces, or None. Locks the serial numbers."""
    known = _known(name for sale in sales for name in sale.names)
    taken: set[Named] = set()
    found: list[Conflict | None] = []
    for sale in sales:
        obstacles = (_obstacle(known.get(name), name in taken, name[1]) for name in sale.names)
        found.append(None if sale.why.strip() else next((one for one in obstacles if one), None))
        if found[-1] is None:
            taken |= set(sale.names)
    return found


def hand_over(sales: Sequence[Sale], *, actor: Actor, now: datetime) -> None:
    """Note that the customers of these purchases have the pieces. The caller has asked `conflicts`."""
    known = _known(name for sale in sales for name in sale.names)
    rows: dict[str, dict[Named, SerialNumber]] = {}
    for sale in sales:
        reason = f"sold: {sale.why.strip()}"[:100] if sale.why.strip() else "sold"
        for name in sale.names:
            row = known.setdefault(name, SerialNumber(product=sale.purchase.product, serial=name[1]))
            row.purchase, row.usable, row.since = sale.purchase, True, now
            rows.setdefault(reason, {})[name] = row
    try:
        with transaction.atomic():
            for reason, named in rows.items():
                _write(list(named.values()), actor, reason)
    except IntegrityError as error:
        raise rules.recorded_meanwhile() from error


def _write(rows: list[SerialNumber], actor: Actor, reason: str) -> None:
    create_all_with_history(SerialNumber, [row for row in rows if row.pk is None], actor=actor, reason=reason)
    moved = [row for row in rows if row.pk is not None]
    update_all_with_history(SerialNumber, moved, ["purchase", "usable", "since"], actor=actor, reason=reason)


def _known(named: Iterable[Named]) -> dict[Named, SerialNumber]:
    wanted = set(named)
    if not wanted:
        return {}
    rows = SerialNumber.objects.filter(product__in={pk for pk, _key in wanted}, serial__in={key for _pk, key in wanted})
    found = {(row.product_id, row.serial): row for row in lock_all(rows)}
    return {key: row for key, row in found.items() if key in wanted}


def _obstacle(row: SerialNumber | None, in_batch: bool, serial: str) -> Conflict | None:
    if in_batch or (row is not None and row.purchase_id is not None):
        return rules.with_a_customer(serial)
    return rules.not_usable(serial) if row is not None and not row.usable else None


def sell(sale: Sale, *, actor: Actor, now: datetime) -> None:
    """Note that the customer of a saved purchase has its pieces. Raises Conflict if another has one of them."""
    if conflict := conflicts([sale])[0]:
        raise conflict
    hand_over([sale], actor=actor, now=now)


def correct(
    purchase: Purchase, before: tuple[int, Sequence[str]], *, actor: Actor, now: datetime, why: str = ""
) -> None:
    """Follow the change of the serial numbers of a purchase. before: the id of its product and its serial numbers until
    now."""
    product_id, old = before
    now_named = serials_of(purchase.serial, purchase.quantity)
    same = set(old) & set(now_named) if product_id == purchase.product_id else set()
    for row in lock_all(purchase.serial_numbers.filter(product=product_id, serial__in=set(old) - same)):
        delete_with_history(row, actor=actor, reason="corrected")
    sell(Sale(purchase, [key for key in now_named if key not in same], why), actor=actor, now=now)


def take_back(
    *, product: Product, serial: str, customer_id: int | None, actor: Actor, now: datetime, why: str = ""
) -> Purchase | None:
    """Note that a piece came back to us. Returns the purchase by which the customer had it, if known.

    Raises Conflict if it is with us already, or with another customer.
    """
    key = serial_key(serial)
    row = _known([(product.pk, key)]).get((product.pk, key))
    if row is None:
        row = SerialNumber(product=product, serial=key)
    elif not why.strip():
        if row.purchase is None:
            raise rules.with_us(serial)
        if row.purchase.customer_id != customer_id:
            raise rules.with_another(serial)
    before = row.purchase
    row.usable = False
    _move(row, None, actor=actor, now=now, reason=f"returned: {why.strip()}" if why.strip() else "returned")
    return before


def give_back(
    *, product: Product, serial: str, purchase: Purchase | None, actor: Actor, now: datetime, unknown: bool = False
) -> None:
    """Note that a piece that was with us is with a customer again: repaired or refused.

    unknown: its return was a mistake; without a purchase it is not known where it is, so nothing is kept about it.
    """
    key = serial_key(serial)
    row = _known([(product.pk, key)]).get((product.pk, key))
    if row is None:
        return
    if purchase is None and unknown:
        delete_with_history(row, actor=actor, reason="corrected")
        return
    row.usable = True
    _move(row, purchase, actor=actor, now=now, reason="corrected" if unknown else "sent")


def release(*, product: Product, serial: str, actor: Actor, now: datetime) -> None:
    """Note that a piece that is with us may be sold or sent again."""
    key = serial_key(serial)
    row = _known([(product.pk, key)]).get((product.pk, key))
    if row is not None and row.purchase_id is None and not row.usable:
        row.usable = True
        save_with_history(row, actor=actor, reason="inspected")


def forget(purchase: Purchase, *, actor: Actor, now: datetime) -> None:
    """Note that the pieces of a purchase that is deleted are with us."""
    for row in lock_all(purchase.serial_numbers.all()):
        row.usable = True
        _move(row, None, actor=actor, now=now, reason="corrected")


def _move(row: SerialNumber, purchase: Purchase | None, *, actor: Actor, now: datetime, reason: str) -> None:
    row.purchase, row.since = purchase, now
    try:
        with transaction.atomic():
            save_with_history(row, actor=actor, reason=reason[:100])
    except IntegrityError as error:
        raise rules.recorded_meanwhile() from error
