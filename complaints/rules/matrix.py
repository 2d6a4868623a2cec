"""Checks of a table of approval rules: gaps, contradictions, and cases that get other steps by a change.

A case is (remedy, kind, tier). Ranges of amounts exclude the lower and include the upper limit; None means no limit.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from .authority import RuleRow

Case = tuple[str, str, str]
CENT = Decimal("0.01")
ENDLESS = Decimal("Infinity")


@dataclass(frozen=True)
class Amounts:
    above: Decimal | None
    up_to: Decimal | None

    def within(self, other: Amounts) -> bool:
        return _low(self) >= _low(other) and _high(self) <= _high(other)


@dataclass(frozen=True)
class Turn:
    """A range of amounts to which another rule applies. before, after: the rules, None in a gap."""

    amounts: Amounts
    before: RuleRow | None
    after: RuleRow | None


def _low(amounts: Amounts | RuleRow) -> Decimal:
    """The exclusive lower limit. It is below zero if there is none, so that zero is covered too."""
    return -CENT if amounts.above is None else amounts.above


def _high(amounts: Amounts | RuleRow) -> Decimal:
    return ENDLESS if amounts.up_to is None else amounts.up_to


def _named(row: RuleRow, case: Case) -> bool:
    """Whether the row covers the case for any amount."""
    named = (row.remedy, row.kind, row.tier)
    return row.active and all(not one or one == given for one, given in zip(named, case, strict=True))


def gaps(rows: Iterable[RuleRow], case: Case) -> list[Amounts]:
    """The ranges of amounts of a case that no row covers."""
    found, reached = [], -CENT
    for row in sorted((row for row in rows if _named(row, case)), key=_low):
        if _low(row) > reached:
            found.append(_amounts(reached, _low(row)))
        reached = max(reached, _high(row))
    if reached < ENDLESS:
        found.append(_amounts(reached, ENDLESS))
    return found


def _amounts(low: Decimal, high: Decimal) -> Amounts:
    return Amounts(None if low < 0 else low, None if high == ENDLESS else high)


def new_gaps(before: Sequence[RuleRow], after: Sequence[RuleRow], case: Case) -> list[Amounts]:
    """The gaps of a case that were not there before."""
    known = gaps(before, case)
    return [gap for gap in gaps(after, case) if not any(gap.within(old) for old in known)]


def contradictions(rows: Iterable[RuleRow]) -> list[tuple[RuleRow, RuleRow]]:
    """Pairs of rows that cover the same case and require different steps, although neither takes precedence."""
    pairs = combinations([row for row in rows if row.active], 2)
    return [(one, other) for one, other in pairs if one.steps != other.steps and _level(one, other)]


def _level(one: RuleRow, other: RuleRow) -> bool:
    if one.rank[:-1] != other.rank[:-1] or max(_low(one), _low(other)) >= min(_high(one), _high(other)):
        return False
    pairs = ((one.remedy, other.remedy), (one.kind, other.kind), (one.tier, other.tier))
    return all(not mine or not theirs or mine == theirs for mine, theirs in pairs)


def turns(before: Sequence[RuleRow], after: Sequence[RuleRow], case: Case) -> list[Turn]:
    """The ranges of amounts of a case to which another rule applies after the change."""
    old, new = ([row for row in rows if _named(row, case)] for rows in (before, after))
    limits = sorted({-CENT, ENDLESS} | {limit for row in [*old, *new] for limit in (_low(row), _high(row))})
    found: list[Turn] = []
    for low, high in zip(limits, limits[1:], strict=False):
        amount = low + CENT
        was, will = _deciding(old, amount), _deciding(new, amount)
        if (was and was.steps) == (will and will.steps):
            continue
        last = found[-1] if found else None
        if last and last.amounts.up_to == low and (last.before, last.after) == (was, will):
            found[-1] = Turn(Amounts(last.amounts.above, _amounts(low, high).up_to), was, will)
        else:
            found.append(Turn(_amounts(low, high), was, will))
    return found


def _deciding(rows: Iterable[RuleRow], amount: Decimal) -> RuleRow | None:
    covering = [row for row in rows if _low(row) < amount <= _high(row)]
    return min(covering, key=lambda row: row.rank, default=None)


def boxes(cases: Collection[tuple[str, ...]]) -> list[tuple[frozenset[str], ...]]:
    """The same cases as products of sets: ({a, b}, {x}) instead of (a, x) and (b, x).

    The result is short, but not always the shortest possible.
    """
    if not cases or not next(iter(cases)):
        return [()] if cases else []
    rests: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for case in sorted(cases):
        rests[case[0]].add(case[1:])
    heads: dict[frozenset[tuple[str, ...]], set[str]] = defaultdict(set)
    for head, found in rests.items():
        heads[frozenset(found)].add(head)
    return [(frozenset(group), *box) for rest, group in heads.items() for box in boxes(rest)]
