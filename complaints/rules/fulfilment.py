"""Quantities of a fulfilment: products returned and sent, money refunded.

Sources: file 001 clause 3.4(7); requirements T6 and T7. For every approved line,
expected = received + waived + outstanding holds at all times. Refunds never exceed the approved amount.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import InvalidInput

RETURN_DAYS = 14  # to return goods after their replacement was sent
LONGEST_RETURN = timedelta(days=365)
MAX_SERIAL = 60
PAYS = frozenset({"refund", "compensation"})
# Remedies after which the customer no longer has the goods, so that they can't be returned again.
TAKES_BACK = frozenset({"refund", "exchange"})
# Dispositions after which a product may be with a customer again, so that its serial number may be returned again.
RELEASED = frozenset({"restock", "customer"})


@dataclass(frozen=True)
class LineCount:
    """The quantities of one approved line. waived: pieces that need not be returned."""

    expected: int
    received: int = 0
    waived: int = 0
    inspected: int = 0
    sent: int = 0

    @property
    def outstanding(self) -> int:
        return self.expected - self.received - self.waived

    @property
    def to_inspect(self) -> int:
        return self.received - self.inspected

    @property
    def to_send(self) -> int:
        return self.expected - self.sent

    @property
    def reconciles(self) -> bool:
        """Whether nothing is outstanding and not more was received than expected."""
        return self.outstanding == 0

    def receive(self, count: int) -> LineCount:
        self._check(count, self.outstanding)
        return replace(self, received=self.received + count)

    def waive(self, count: int) -> LineCount:
        self._check(count, self.outstanding)
        return replace(self, waived=self.waived + count)

    def inspect(self) -> LineCount:
        """The quantities after everything received so far was inspected."""
        return replace(self, inspected=self.received)

    def send(self, count: int, *, sendable: int | None = None) -> LineCount:
        most = self.to_send if sendable is None else min(sendable, self.to_send)
        if not 1 <= count <= most:
            raise InvalidInput(
                _("At most %(left)s can be sent now. Your entry was kept."),
                code="too_many_sent",
                field="quantity",
                params={"left": max(most, 0)},
            )
        return replace(self, sent=self.sent + count)

    def sendable(self, remedy: str) -> int:
        """How many may be sent now. Repaired goods must be received first; a replacement may be sent before."""
        if remedy == "repair":
            return max(self.received + self.waived - self.sent, 0)
        return self.to_send

    def _check(self, count: int, most: int) -> None:
        if count < 1:
            raise InvalidInput(_("Enter how many were returned."), code="no_quantity", field="quantity")
        if count > most:
            raise InvalidInput(
                _("%(expected)s approved, %(received)s received, %(waived)s waived. Your entry was kept."),
                code="too_many",
                field="quantity",
                params={"expected": self.expected, "received": self.received, "waived": self.waived},
            )


def state_after(counts: Iterable[LineCount]) -> str:
    """The state that follows from the quantities: inspecting if received goods are not inspected yet, else awaiting
    goods if any are outstanding, else settling."""
    rows = list(counts)
    if any(row.to_inspect for row in rows):
        return "inspecting"
    return "awaiting_goods" if any(row.outstanding for row in rows) else "settling"


def sent_in_full(counts: Iterable[LineCount]) -> bool:
    return all(row.to_send == 0 for row in counts)


def check_refund(amount: Decimal, *, payable: Decimal, refunded: Decimal) -> bool:
    """Whether this refund completes the approved amount.

    Raises InvalidInput if the amount exceeds what is left or is not positive.
    """
    left = payable - refunded
    if not amount.is_finite() or not 0 < amount <= left:
        raise InvalidInput(
            _("At most %(left)s of the approved amount can still be refunded. Your entry was kept."),
            code="more_than_approved",
            field="amount",
            params={"left": left},
        )
    return amount == left


def left_to_return(bought: int, taken_elsewhere: int) -> int:
    """How many pieces of a purchase a proposal can still take back."""
    return max(bought - taken_elsewhere, 0)


def needs_price_reason(price: Decimal, paid: Decimal) -> bool:
    """Whether a price needs a reason because it is higher than the price paid."""
    return price > paid


def serials_in(text: str) -> list[str]:
    """The distinct serial numbers of a text in their order. Line breaks or commas separate them."""
    parts = (part.strip().upper() for part in re.split(r"[\s,，;；、]+", text))
    return list(dict.fromkeys(part for part in parts if part))


def serial_of_purchase(serial: str, known: str) -> bool | None:
    """Whether the purchase has this serial number; None if the purchase names no serial number."""
    names = serials_in(known)
    return serial.upper() in names if names else None


def check_serials(serials: Sequence[str], count: int) -> None:
    """Raise InvalidInput for more serial numbers than pieces, and for repeated or too long ones."""
    if len(serials) > count:
        raise InvalidInput(
            _("There are more serial numbers than items. Your entry is kept."),
            code="too_many_serials",
            field="serials",
        )
    if len({serial.upper() for serial in serials}) < len(serials):
        raise InvalidInput(_("A serial number is listed twice."), code="serial_twice", field="serials")
    if any(not serial.strip() or len(serial) > MAX_SERIAL for serial in serials):
        raise InvalidInput(_("A serial number must have 1 to 60 characters."), code="serial_length", field="serials")


def return_due(asked: date | None, today: date) -> date:
    """The date by which goods must be returned if their replacement was sent first. asked: a chosen date."""
    due = asked or today + timedelta(days=RETURN_DAYS)
    if not today <= due <= today + LONGEST_RETURN:
        raise InvalidInput(
            _("The return date must be between today and a year from now."),
            code="due_out_of_range",
            field="goods_due_on",
        )
    return due
