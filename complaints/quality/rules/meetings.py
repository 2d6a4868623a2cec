"""What a meeting on quality may decide (Q3).

Source: file 003 clause 4.2.3: the meeting studies nature and responsibility, analyses the cause, and decides how the
incident is handled, with corrective and preventive actions.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal

WHOLE = 100
MAX_CASES = 40


def wrong_shares(shares: Iterable[int | None]) -> bool:
    """Whether shares of the responsibility were given whose sum is not 100 percent."""
    given = [share for share in shares if share is not None]
    return bool(given) and (sum(given) != WHOLE or any(not 0 <= share <= WHOLE for share in given))


def part_of(cost: Decimal, share: int | None) -> Decimal:
    """What a share in percent is of a cost, to the fen; the whole cost if no share was given."""
    return cost if share is None else (cost * share / WHOLE).quantize(Decimal("0.01"), ROUND_HALF_UP)


def order_of(wanted: Iterable[int]) -> list[int]:
    """The cases of an agenda in the order in which they were named, each once."""
    return list(dict.fromkeys(wanted))
