"""What is at stake in a proposal, and the case that it is part of (T6).

Source: file 001 clause 3.4(7). An approval is routed by the sum of its case, so that neither a low price nor several
small proposals reach an approver with less authority than the whole would.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import InvalidInput, RuleViolation
from customers.rules.serials import NO_SERIAL, serial_key

# Remedies after which goods leave the company.
GOODS_LEAVE = frozenset({"exchange", "repair"})
# Remedies that pay money, so that less of it can be approved.
PAYS = frozenset({"refund", "compensation"})
CASE_DAYS = 90
LONG_SERIAL = 5
LEAST_DAYS, MOST_DAYS = 1, 3650
LARGEST = Decimal("9999999999999.99")
NOTHING = Decimal(0)


@dataclass(frozen=True)
class Line:
    """A line of a proposal. price: the proposed price of one piece. paid, list_price: None if it names no purchase."""

    quantity: int
    price: Decimal
    paid: Decimal | None = None
    list_price: Decimal | None = None

    @property
    def is_purchase(self) -> bool:
        return self.paid is not None

    @property
    def paid_in_all(self) -> Decimal:
        return self.quantity * (self.paid or NOTHING)

    @property
    def worth(self) -> Decimal:
        """The value of the goods: the price paid, or the list price or the proposed price where it is higher."""
        return self.quantity * max(self.price, self.paid or NOTHING, self.list_price or NOTHING)


def at_stake(remedy: str, lines: Iterable[Line], costs: Decimal) -> Decimal:
    """The value that is at stake: that of the goods that leave, or else the amount; with the costs."""
    goods = (line.worth if remedy in GOODS_LEAVE else line.quantity * line.price for line in lines)
    found = sum(goods, NOTHING) + costs
    if not found.is_finite() or costs < 0 or not 0 <= found <= LARGEST:
        raise InvalidInput(_("The amount is too large."), code="too_large", field="lines")
    return found


def may_be_cut(remedy: str) -> bool:
    """Whether less can be approved: of money, but not of goods, which leave as a whole."""
    return remedy in PAYS


NO_GOODS = _("An exchange needs the goods that are exchanged. Add a line.")
UNKNOWN_GOODS = _(
    "Choose the purchase of every item: its value decides who approves. Other parts and work belong in “Other costs”."
)


def check_goods(remedy: str, lines: Iterable[Line]) -> None:
    """Refuse an exchange without goods, and goods of unknown value where goods leave."""
    rows = list(lines)
    if remedy == "exchange" and not rows:
        raise RuleViolation(NO_GOODS, code="no_goods", field="lines")
    if remedy in GOODS_LEAVE and not all(row.is_purchase for row in rows):
        raise RuleViolation(UNKNOWN_GOODS, code="goods_unknown", field="lines")


TICKET, PURCHASE, SERIAL, CONTRACT = "ticket", "purchase", "serial", "contract"
REASONS = {
    TICKET: _("same ticket"),
    PURCHASE: _("same purchase"),
    SERIAL: _("same serial number"),
    CONTRACT: _("same customer and contract"),
}


def plain(text: str) -> str:
    """A serial or contract number as numbers are compared: without spaces, in capitals, in half-width letters."""
    return "".join(unicodedata.normalize("NFKC", text).upper().split())


def serials(text: str) -> frozenset[str]:
    """The plain serial numbers of a text, without dashes. Commas and line breaks separate them; spaces only between
    long numbers. What says that there is none ("N/A") is no number."""
    pieces = [piece for piece in re.split(r"[,，;；、\n]+", text) if serial_key(piece) not in NO_SERIAL]
    words = [_undashed(word) for piece in pieces for word in piece.split()]
    long = {word for word in words if len(word) >= LONG_SERIAL and any(sign.isdigit() for sign in word)}
    return frozenset(filter(None, map(_undashed, pieces))) | long


def _undashed(serial: str) -> str:
    return "".join(filter(str.isalnum, plain(serial)))


def sought(serial: str) -> str:
    """The part of a serial number that is typed in the same way everywhere: its longest number."""
    return max(re.findall("[0-9]+", serial), key=len, default=serial)


@dataclass(frozen=True)
class Links:
    """What a proposal has in common with others of its case: ids, plain serial numbers, (customer id, plain contract
    number)."""

    tickets: frozenset[int] = frozenset()
    purchases: frozenset[int] = frozenset()
    serials: frozenset[str] = frozenset()
    contracts: frozenset[tuple[int, str]] = frozenset()

    def shared(self, other: Links) -> tuple[str, ...]:
        """Why both belong to one case, as keys of REASONS. Empty if they do not."""
        pairs = (
            (TICKET, self.tickets & other.tickets),
            (PURCHASE, self.purchases & other.purchases),
            (SERIAL, self.serials & other.serials),
            (CONTRACT, self.contracts & other.contracts),
        )
        return tuple(reason for reason, common in pairs if common)


@dataclass(frozen=True)
class Part:
    """Another proposal of the case. kind: the type of its ticket.

    amount: what is at stake in it, or what was approved of its money.
    """

    proposal_id: int
    ticket: str
    remedy: str
    kind: str
    amount: Decimal
    reasons: tuple[str, ...]


def case_sum(own: Decimal, parts: Iterable[Part]) -> Decimal:
    """The amount by which a proposal is routed."""
    return min(own + sum((part.amount for part in parts), NOTHING), LARGEST)
