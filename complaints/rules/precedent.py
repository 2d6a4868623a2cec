"""Like decisions: what was granted in earlier cases, how it spreads, and where the present one lies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

SHOWN = 10
ENOUGH = 3  # So many decisions about the same product are compared alone.
QUARTERS = 4  # The middle half is told from so many grants on.


@dataclass(frozen=True)
class Case:
    """A decided proposal, or the one to be decided.

    key: what the reader opens. granted: whether it was approved. amount: what was approved, or is asked for.
    paid: what the customer paid for the goods; 0 if it is not about goods.
    """

    key: Any
    product_id: int | None
    amount: Decimal
    paid: Decimal
    granted: bool = True
    decided_at: datetime | None = None


@dataclass(frozen=True)
class Precedent:
    """The latest like decisions, and the spread of what was granted.

    in_shares: whether values are shares of the price paid, not amounts. values: one for each case that was granted, in
    the order of cases. middle: the lower and upper quartile, or None for few grants. place: where the present one lies:
    "below", "within" or "above" the middle half, or "" if there is none. same: how many were granted exactly so.
    """

    cases: tuple[Case, ...]
    is_same_product: bool
    in_shares: bool
    values: tuple[Decimal, ...]
    refused: int
    median: Decimal | None
    middle: tuple[Decimal, Decimal] | None
    asked: Decimal
    place: str
    same: int


def precedent_of(asked: Case, earlier: Sequence[Case], *, by_price: bool) -> Precedent | None:
    """Compare with the latest ten of the earlier decisions, newest first; None if there are none.

    Decisions about the same product are compared alone if there are enough of them. by_price: whether the remedy gives
    money for goods, so that the share of the price counts.
    """
    alike = [case for case in earlier if case.product_id is not None and case.product_id == asked.product_id]
    is_same_product = len(alike) >= ENOUGH
    in_shares = by_price and asked.paid > 0
    cases = [case for case in (alike if is_same_product else earlier) if case.paid > 0 or not in_shares][:SHOWN]
    if not cases:
        return None
    values = tuple(_value(case, in_shares) for case in cases if case.granted)
    present = _value(asked, in_shares)
    middle = (quantile(values, 1), quantile(values, 3)) if len(values) >= QUARTERS else None
    return Precedent(
        cases=tuple(cases),
        is_same_product=is_same_product,
        in_shares=in_shares,
        values=values,
        refused=len(cases) - len(values),
        median=quantile(values, 2) if values else None,
        middle=middle,
        asked=present,
        place=_place(present, middle),
        same=sum(value == present for value in values),
    )


def _value(case: Case, in_shares: bool) -> Decimal:
    """The amount, or its share of the price to a hundredth."""
    return (case.amount / case.paid).quantize(Decimal("0.01")) if in_shares else case.amount


def _place(value: Decimal, middle: tuple[Decimal, Decimal] | None) -> str:
    if middle is None:
        return ""
    if value < middle[0]:
        return "below"
    return "above" if value > middle[1] else "within"


def quantile(values: Sequence[Decimal], quarter: int) -> Decimal:
    """The quartile with this number, between the two nearest values (the inclusive method)."""
    ordered = sorted(values)
    whole, rest = divmod((len(ordered) - 1) * quarter, 4)
    if rest == 0:
        return ordered[whole]
    return ordered[whole] + (ordered[whole + 1] - ordered[whole]) * rest / 4
