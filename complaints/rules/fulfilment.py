"""Quantities of a fulfilment: products returned and sent, money refunded.

Sources: file 001 clause 3.4(7); requirements T6 and T7. For every approved line,
expected = received + waived + kept + outstanding holds at all times. What is paid never exceeds what was approved
and is accepted.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import Conflict, InvalidInput

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
    """The quantities of one approved line.

    waived: pieces that need not be returned and are paid or replaced all the same. kept: pieces that the customer keeps
    and gets nothing for. refused: inspected pieces that were not accepted; they are sent back. forgone: pieces for
    which the customer gives up the replacement.
    """

    expected: int
    received: int = 0
    waived: int = 0
    inspected: int = 0
    sent: int = 0
    refused: int = 0
    kept: int = 0
    sent_back: int = 0
    forgone: int = 0

    @property
    def outstanding(self) -> int:
        return self.expected - self.received - self.waived - self.kept

    @property
    def to_inspect(self) -> int:
        return self.received - self.inspected

    @property
    def accepted(self) -> int:
        return self.inspected - self.refused

    @property
    def due(self) -> int:
        """How many the customer may still get money or a replacement for."""
        return self.expected - self.kept - self.refused

    @property
    def earned(self) -> int:
        """How many the customer has a right to by now."""
        return self.accepted + self.waived

    @property
    def to_send(self) -> int:
        return self.due - self.sent - self.forgone

    @property
    def to_send_back(self) -> int:
        return self.refused - self.sent_back

    @property
    def reconciles(self) -> bool:
        """Whether nothing is outstanding and not more was received than expected."""
        return self.outstanding == 0

    def receive(self, count: int) -> LineCount:
        self._check(count)
        return replace(self, received=self.received + count)

    def waive(self, count: int) -> LineCount:
        self._check(count)
        return replace(self, waived=self.waived + count)

    def keep(self, count: int) -> LineCount:
        """The customer keeps pieces that were to come back."""
        self._check(count)
        if count > self.to_send and self.sent:
            raise _replaced()
        return replace(self, kept=self.kept + count)

    def inspect(self, refused: int = 0) -> LineCount:
        """The quantities after everything received so far was inspected, and some of it was refused."""
        if not 0 <= refused <= self.to_inspect:
            raise InvalidInput(
                _("%(count)s can be refused at most, because that many are inspected now. Your entry was kept."),
                code="too_many_refused",
                field="refused",
                params={"count": max(self.to_inspect, 0)},
            )
        if refused > self.to_send and self.sent:
            raise _replaced()
        return replace(self, inspected=self.received, refused=self.refused + refused)

    def send(self, count: int, *, sendable: int | None = None) -> LineCount:
        most = max(self.to_send if sendable is None else min(sendable, self.to_send), 0)
        if not 1 <= count <= most:
            # More than there ever was to send is a wrong entry. Otherwise it was sent, or its turn has not come.
            raise (Conflict if 1 <= count <= self.expected and self.sent else InvalidInput)(
                _("At most %(left)s can be sent now. Your entry was kept."),
                code="too_many_sent",
                field="quantity",
                params={"left": most},
            )
        return replace(self, sent=self.sent + count)

    def send_back(self, count: int) -> LineCount:
        if not 1 <= count <= self.to_send_back:
            raise (Conflict if 1 <= count <= self.refused else InvalidInput)(
                _("%(left)s refused goods are left to send back. Your entry was kept."),
                code="too_many_sent",
                field="quantity",
                params={"left": self.to_send_back},
            )
        return replace(self, sent_back=self.sent_back + count)

    def sendable(self, remedy: str) -> int:
        """How many may be sent now. Repaired goods must be inspected first; a replacement may be sent before."""
        if remedy == "repair":
            return max(min(self.earned - self.sent - self.forgone, self.to_send), 0)
        return max(self.to_send, 0)

    def _check(self, count: int) -> None:
        if count < 1:
            raise InvalidInput(_("Enter how many were returned."), code="no_quantity", field="quantity")
        if count > self.outstanding:
            # More than approved is a wrong entry. Otherwise somebody else has recorded some of them already.
            raise (InvalidInput if count > self.expected else Conflict)(
                _("%(expected)s approved, %(received)s received, %(waived)s waived. Your entry was kept."),
                code="too_many",
                field="quantity",
                params={"expected": self.expected, "received": self.received, "waived": self.waived + self.kept},
            )


def _replaced() -> Conflict:
    return Conflict(
        _("The replacement has left already. Correct its dispatch first, or accept the goods."),
        code="replacement_sent",
        field="quantity",
    )


@dataclass(frozen=True)
class Worth:
    """The price of a piece, and the quantities of its line."""

    price: Decimal
    count: LineCount


def payable(
    goods: Sequence[Worth], *, approved: Decimal, amount: Decimal, costs: Decimal, earned: bool = False
) -> Decimal:
    """What may be paid for goods: the approved amount, reduced by what is kept and refused.

    approved of amount was approved; a smaller approval reduces every piece alike. costs are paid if any piece is.
    earned: count only what is accepted or waived by now, not what may still come.
    """
    if not goods or not amount:
        return approved
    pieces = [(worth.count.earned if earned else worth.count.due, worth) for worth in goods]
    if not any(count for count, _worth in pieces):
        return Decimal(0)
    if all(count == worth.count.expected for count, worth in pieces):
        return approved
    value = sum((count * worth.price for count, worth in pieces), costs)
    return min((approved * value / amount).quantize(Decimal("0.01"), ROUND_HALF_UP), approved)


def state_after(counts: Iterable[LineCount]) -> str:
    """The state that follows from the quantities: inspecting if received goods are not inspected yet, else awaiting
    goods if any are outstanding, else settling."""
    rows = list(counts)
    if any(row.to_inspect for row in rows):
        return "inspecting"
    return "awaiting_goods" if any(row.outstanding for row in rows) else "settling"


def check_refund(amount: Decimal, *, payable: Decimal, refunded: Decimal) -> bool:
    """Whether this refund completes what is payable.

    Raises InvalidInput if the amount exceeds what is payable or is not a positive amount in cents, Conflict if some of
    it was paid meanwhile.
    """
    left = payable - refunded
    if not amount.is_finite() or not 0 < amount <= left or amount != amount.quantize(Decimal("0.01")):
        paid_meanwhile = amount.is_finite() and left < amount <= payable
        raise (Conflict if paid_meanwhile else InvalidInput)(
            _("%(refunded)s is refunded already; at most %(left)s can still be refunded. Your entry was kept."),
            code="more_than_approved",
            field="amount",
            params={"left": left, "refunded": refunded},
        )
    return amount == left


def check_day(day: date, *, since: date | None, today: date, field: str) -> date:
    """The day on which something happened. since: the day of what it follows, before which it cannot have happened."""
    if day > today:
        raise InvalidInput(_("The date is in the future."), code="future", field=field)
    if since and day < since:
        raise InvalidInput(
            _("This can’t have happened before %(day)s."), code="too_early", field=field, params={"day": since}
        )
    return day


def left_to_return(bought: int, taken_elsewhere: int) -> int:
    """How many pieces of a purchase a proposal can still take back."""
    return max(bought - taken_elsewhere, 0)


def pieces_bound(lines: Iterable[tuple[int, str, int]]) -> int:
    """How many pieces of a purchase are bound. lines: (proposal id, remedy, pieces).

    Pieces that are taken back add up; others, for example repairs, may be the same pieces again.
    """
    taken, other = 0, Counter[int]()
    for proposal_id, remedy, pieces in lines:
        if remedy in TAKES_BACK:
            taken += pieces
        else:
            other[proposal_id] += pieces
    return max([taken, *other.values()])


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


def stays(moves: Iterable[tuple[date, int]]) -> list[tuple[date, date | None]]:
    """The spans of days on which goods are here. moves: the day, and how many came (or, negative, left), in order. The
    last span is open as long as something is here."""
    spans: list[tuple[date, date | None]] = []
    here = 0
    for day, count in moves:
        if here <= 0 < here + count:
            # What came back on the day on which it left has not been away.
            again = spans and spans[-1][1] == day
            spans = [*spans[:-1], (spans[-1][0], None)] if again else [*spans, (day, None)]
        here += count
        if here <= 0 and spans and spans[-1][1] is None:
            spans[-1] = (spans[-1][0], day)
    return spans
