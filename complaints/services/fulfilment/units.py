"""Returned products with a serial number, and their replacements. The caller holds the ticket's lock."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import DomainError, InvalidInput, RuleViolation
from aftersales.staff.models import User
from aftersales.store.writing import delete_with_history, save_with_history
from customers.models import Purchase, SerialNumber
from customers.rules.serials import recorded_meanwhile, serial_key, with_us
from customers.services import serials as custody
from customers.services.purchases import add_replacement, remove_replacement

from ...models import FulfilmentLine, GoodsRecord, ReturnedUnit
from ...rules.fulfilment import RELEASED, check_serials, serial_of_purchase


def cleaned(serials: Sequence[str]) -> list[str]:
    return [serial_key(serial) for serial in serials]


def check(line: FulfilmentLine, serials: Sequence[str], count: int, why: str) -> None:
    """Refuse too many serial numbers; and too few, without a reason, if the product is tracked by serial number."""
    check_serials(serials, count)
    sold = line.line.purchase
    if sold and sold.product.serial_tracked and len(serials) < count and not why:
        raise InvalidInput(
            _("Enter %(count)s serial numbers, or why they are missing."),
            code="serials_missing",
            field="serials",
            params={"count": count},
        )


def receive(
    line: FulfilmentLine,
    serials: Sequence[str],
    entry: GoodsRecord,
    customer_id: int | None,
    why: str,
    *,
    actor: User,
    now: datetime,
) -> list[str]:
    """Record the returned serial numbers. Returns those that the purchase does not name."""
    sold = line.line.purchase
    # If the replacement was sent first, there is a row without the serial number of the faulty product.
    waiting = list(line.units.filter(serial="").order_by("pk"))
    strange = []
    for serial in serials:
        if line.units.filter(serial=serial).exists():
            raise with_us(serial)
        unit = waiting.pop(0) if waiting else ReturnedUnit(line=line, product=sold.product if sold else None)
        unit.serial, unit.of_purchase = serial, serial_of_purchase(serial, sold.serial if sold else "")
        unit.received_at, unit.received_by, unit.receipt = now, actor, entry
        if sold:
            unit.held_by = custody.take_back(
                product=sold.product, serial=serial, customer_id=customer_id, why=why, actor=actor, now=now
            )
        _save_unit(unit, actor, "received")
        if unit.of_purchase is False:
            strange.append(serial)
    return strange


def _save_unit(unit: ReturnedUnit, actor: User, reason: str) -> None:
    """Save a unit. If the same serial number is received twice at once, a unique constraint refuses the second."""
    try:
        with transaction.atomic():
            save_with_history(unit, actor=actor, reason=reason)
    except IntegrityError as error:
        raise recorded_meanwhile() from error


def release(line: FulfilmentLine, disposition: str, *, actor: User, now: datetime) -> None:
    """Let serial numbers of the line be sold or sent again, if the disposition of the goods allows it."""
    sold = line.line.purchase
    if sold is None or disposition not in RELEASED:
        return
    for unit in line.units.exclude(serial=""):
        custody.release(product=sold.product, serial=unit.serial, actor=actor, now=now)


def with_us_now(line: FulfilmentLine) -> list[ReturnedUnit]:
    """The returned units of the line that are still with us."""
    sold = line.line.purchase
    units = list(line.units.exclude(serial="").order_by("pk"))
    if sold is None:
        return [unit for unit in units if unit.sent_at is None]
    here = SerialNumber.objects.filter(product=sold.product, purchase=None, serial__in=[unit.serial for unit in units])
    ours = set(here.values_list("serial", flat=True))
    return [unit for unit in units if unit.serial in ours]


def give_back(line: FulfilmentLine, count: int, entry: GoodsRecord, *, actor: User, now: datetime) -> list[str]:
    """Record that repaired products are sent back. Returns their serial numbers."""
    gone = with_us_now(line)[:count]
    for unit in gone:
        unit.sent_at, unit.dispatch = now, entry
        save_with_history(unit, actor=actor, reason="sent")
        _to_customer(line, unit, actor=actor, now=now)
    return [unit.serial for unit in gone]


def refuse(line: FulfilmentLine, count: int, serials: Sequence[str], why: str, *, actor: User, now: datetime) -> None:
    """Record that refused products are sent back."""
    here = {unit.serial: unit for unit in with_us_now(line)}
    if not serials and here and not why:
        raise InvalidInput(_("Enter the serial numbers that are sent back."), code="serials_missing", field="serials")
    check_serials(serials, count)
    for serial in serials:
        if serial not in here:
            raise InvalidInput(
                _("%(serial)s isn’t one of the goods that are here for this ticket."),
                code="serial_not_here",
                field="serials",
                params={"serial": serial},
            )
        _to_customer(line, here[serial], actor=actor, now=now)


def _to_customer(line: FulfilmentLine, unit: ReturnedUnit, *, actor: User, now: datetime) -> None:
    sold = line.line.purchase
    if sold:
        custody.give_back(product=sold.product, serial=unit.serial, purchase=unit.held_by or sold, actor=actor, now=now)


def replace(
    line: FulfilmentLine,
    serials: Sequence[str],
    count: int,
    entry: GoodsRecord,
    warranty_until: date | None,
    why: str,
    *,
    actor: User,
    now: datetime,
) -> None:
    """Record the replacements as purchases of the customer: one for each serial number, one for the rest."""
    sold = line.line.purchase
    facts: dict[str, Any] = {
        "exchanged_on": entry.happened_on,
        "warranty_until": warranty_until,
        "serial_reason": why,
        "actor": actor,
        "now": now,
    }
    waiting = list(line.units.filter(replacement_serial="").order_by("pk"))
    for serial in serials:
        unit = waiting.pop(0) if waiting else ReturnedUnit(line=line, product=sold.product if sold else None)
        unit.replacement_serial, unit.sent_at, unit.dispatch = serial, now, entry
        unit.replacement = _replacement(sold, serial, 1, facts)
        _save_unit(unit, actor, "sent")
    if rest := count - len(serials):
        entry.replacement = _replacement(sold, "", rest, facts)
        save_with_history(entry, actor=actor, reason="sent")


def _replacement(sold: Purchase | None, serial: str, count: int, facts: dict[str, Any]) -> Purchase | None:
    if sold is None:
        return None
    try:
        return add_replacement(original_id=sold.pk, serial=serial, quantity=count, **facts)
    except DomainError as error:
        error.field = "serials" if error.field == "serial" else error.field
        raise


def undo_receipt(line: FulfilmentLine, entry: GoodsRecord, *, actor: User, now: datetime) -> None:
    """The pieces of a receipt that was a mistake are where they were before."""
    sold = line.line.purchase
    for unit in entry.received_units.all():
        if sold:
            custody.give_back(
                product=sold.product, serial=unit.serial, purchase=unit.held_by, actor=actor, now=now, unknown=True
            )
        unit.serial, unit.of_purchase, unit.receipt, unit.held_by = "", None, None, None
        unit.received_at, unit.received_by = None, None
        if unit.replacement_serial:
            save_with_history(unit, actor=actor, reason="corrected")
        else:
            delete_with_history(unit, actor=actor, reason="corrected")


def undo_dispatch(line: FulfilmentLine, entry: GoodsRecord, *, actor: User, now: datetime) -> None:
    """The pieces of a dispatch that was a mistake, or was lost, are not with the customer."""
    sold, gone = line.line.purchase, [entry.replacement_id] if entry.replacement_id else []
    if entry.replacement_id:
        entry.replacement = None
        save_with_history(entry, actor=actor, reason="corrected")
    for unit in entry.sent_units.all():
        if unit.replacement_id:
            gone.append(unit.replacement_id)
        elif sold and unit.serial:
            custody.take_back(
                product=sold.product, serial=unit.serial, customer_id=None, why="corrected", actor=actor, now=now
            )
        unit.replacement_serial, unit.replacement, unit.sent_at, unit.dispatch = "", None, None, None
        if unit.serial:
            save_with_history(unit, actor=actor, reason="corrected")
        else:
            delete_with_history(unit, actor=actor, reason="corrected")
    try:
        for pk in gone:
            remove_replacement(actor=actor, now=now, purchase_id=pk)
    except ProtectedError as error:
        raise RuleViolation(
            _("Another ticket or return is about the replacement, so it stays with the customer."),
            code="replacement_in_use",
        ) from error


def undo_return(line: FulfilmentLine, entry: GoodsRecord, *, actor: User, now: datetime) -> None:
    """Refused products that were said to be sent back are still here."""
    sold = line.line.purchase
    if sold is None:
        return
    for serial in filter(None, entry.serials.split(", ")):
        custody.take_back(product=sold.product, serial=serial, customer_id=None, why="corrected", actor=actor, now=now)
