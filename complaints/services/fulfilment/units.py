"""Returned products with a serial number, and their replacements. The caller holds the ticket's lock."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import Conflict, RuleViolation
from aftersales.staff.models import User
from aftersales.store.writing import save_with_history
from customers.models import Purchase
from customers.services.purchases import add_replacement

from ...models import FulfilmentLine, ReturnedUnit
from ...rules.fulfilment import RELEASED, check_serials, serial_of_purchase


def receive(line: FulfilmentLine, serials: Sequence[str], count: int, *, actor: User, now: datetime) -> list[str]:
    """Record the returned serial numbers. Returns those that the purchase does not name."""
    check_serials(serials, count)
    sold = line.line.purchase
    known = sold.serial if sold else ""
    # If the replacement was sent first, there is a row without the serial number of the faulty product.
    waiting = list(line.units.filter(serial="").order_by("pk"))
    strange = []
    for serial in (given.strip().upper() for given in serials):
        _refuse_if_here(line, serial)
        unit = waiting.pop(0) if waiting else ReturnedUnit(line=line, product=sold.product if sold else None)
        unit.serial, unit.of_purchase = serial, serial_of_purchase(serial, known)
        unit.received_at, unit.received_by, unit.held = now, actor, True
        _save_unit(unit, actor, "received")
        if unit.of_purchase is False:
            strange.append(serial)
        # A replacement that is itself returned is not with the customer any more.
        for before in ReturnedUnit.objects.filter(product=unit.product, replacement_serial=serial, out=True):
            before.out = False
            save_with_history(before, actor=actor, reason="came back")
    return strange


def _refuse_if_here(line: FulfilmentLine, serial: str) -> None:
    sold = line.line.purchase
    same = ReturnedUnit.objects.filter(serial=serial, held=True)
    same = same.filter(product=sold.product) if sold else same.filter(line__fulfilment=line.fulfilment_id)
    here = same.select_related("line__fulfilment__proposal__ticket").first()
    here = here or line.units.filter(serial=serial).first()
    if here:
        raise RuleViolation(
            _("%(serial)s was already returned under %(number)s. Check the label."),
            code="serial_here",
            params={"serial": serial, "number": here.line.fulfilment.proposal.ticket.number},
        )


def _save_unit(unit: ReturnedUnit, actor: User, reason: str) -> None:
    """Save a unit. If two tickets receive the same serial number at once, a unique constraint refuses the second."""
    try:
        with transaction.atomic():
            save_with_history(unit, actor=actor, reason=reason)
    except IntegrityError as error:
        raise Conflict(_("This serial number was just recorded elsewhere. Check it again."), code="serial_taken") from (
            error
        )


def release(line: FulfilmentLine, since: datetime | None, disposition: str, *, actor: User) -> None:
    """Let serial numbers be returned again: those received since the last inspection, if their disposition is back to
    stock or back to the customer."""
    units = line.units.filter(held=True).exclude(serial="") if disposition in RELEASED else []
    for unit in units:
        if since is None or (unit.received_at and unit.received_at > since):
            unit.held = False
            save_with_history(unit, actor=actor, reason="inspected")


def give_back(line: FulfilmentLine, count: int, *, actor: User, now: datetime) -> None:
    """Record that repaired products are sent back."""
    for unit in line.units.filter(held=True).order_by("pk")[:count]:
        unit.held, unit.sent_at = False, now
        save_with_history(unit, actor=actor, reason="sent")


def replace(
    line: FulfilmentLine, serials: Sequence[str], count: int, warranty_until: date | None, *, actor: User, now: datetime
) -> None:
    """Record the replacements as purchases of the customer: one for each serial number, one for the rest."""
    check_serials(serials, count)
    sold = line.line.purchase
    waiting = list(line.units.filter(replacement_serial="").order_by("pk"))
    for serial in (given.strip().upper() for given in serials):
        _refuse_if_out(sold, serial)
        unit = waiting.pop(0) if waiting else ReturnedUnit(line=line, product=sold.product if sold else None)
        unit.replacement_serial, unit.sent_at, unit.out = serial, now, True
        unit.replacement = _replacement_purchase(sold, serial, 1, warranty_until, actor, now)
        _save_unit(unit, actor, "sent")
    if rest := count - len(serials):
        _replacement_purchase(sold, "", rest, warranty_until, actor, now)


def _replacement_purchase(
    sold: Purchase | None, serial: str, count: int, warranty_until: date | None, actor: User, now: datetime
) -> Purchase | None:
    if sold is None:
        return None
    return add_replacement(
        original_id=sold.pk, serial=serial, quantity=count, warranty_until=warranty_until, actor=actor, now=now
    )


def _refuse_if_out(sold: Purchase | None, serial: str) -> None:
    product = sold.product if sold else None
    if ReturnedUnit.objects.filter(product=product, replacement_serial=serial, out=True).exists():
        raise RuleViolation(
            _("%(serial)s was already sent to a customer as a replacement."),
            code="replacement_out",
            params={"serial": serial},
        )
    if ReturnedUnit.objects.filter(product=product, serial=serial, held=True).exists():
        raise RuleViolation(
            _("%(serial)s was returned as faulty and can’t be sent."),
            code="replacement_faulty",
            params={"serial": serial},
        )
