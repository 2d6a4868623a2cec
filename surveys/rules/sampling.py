"""The sample of a round: how many, from which strata, and a draw that anybody can repeat (S1, S4).

The method, as it is published with each round:

1. The frame is written as text: a line "aftersales frame 1 QUARTER", then one line for each customer, ordered by
   customer number, with the fields position, number, region code, tier, channel, each separated by one tab. Lines end
   with a line feed. The hash of the frame is the SHA-256 of this text in UTF-8, in hexadecimal digits.
2. For each customer, the ticket is the SHA-256 of "SEED|REGION/TIER|NUMBER", in hexadecimal digits.
3. In each stratum (region and tier), those with the lowest tickets are drawn, as many as the stratum was allotted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256
from math import ceil, sqrt
from typing import TypeVar

from .scores import Z

Cell = TypeVar("Cell", bound=Hashable)
LEAST = 2  # drawn from each stratum where possible, because one answer has no spread


@dataclass(frozen=True)
class Member:
    """A customer of the frame, as hashed. region: the code of the region, or "". position starts at 1."""

    position: int
    number: str
    region: str
    tier: str
    channel: str

    @property
    def stratum(self) -> str:
        return f"{self.region}/{self.tier}"


def sample_size(margin: float, population: int) -> int:
    """The answers that a margin (0.05) needs of a population: 45 of 50, 197 of 400, 323 of 2000."""
    if population <= 0:
        return 0
    wanted = Z**2 * 0.25 / margin**2
    # A share of a millionth is a rounding error of binary numbers, not another answer.
    return min(population, ceil(wanted / (1 + (wanted - 1) / population) - 1e-6))


def margin_of(answers: int, population: int) -> float:
    """Half the 95% interval of a share of one half, with the correction for a finite population; 1 without answers."""
    if answers <= 0 or population <= 0:
        return 1.0
    if answers >= population:
        return 0.0
    return Z * sqrt(0.25 / answers) * sqrt((population - answers) / (population - 1))


def invitations_needed(needed: int, expected_rate: float, population: int) -> int:
    """How many to draw so that `needed` answers may be expected, at most everybody."""
    if needed <= 0:
        return 0
    return min(population, ceil(needed / expected_rate - 1e-9))


def allotted(counts: Mapping[Cell, int], total: int) -> dict[Cell, int]:
    """How many of `total` are drawn from each stratum: in proportion, by the largest remainder; at least two of each
    stratum that has two, as long as `total` allows it. Never more than a stratum has.

    Equal remainders are decided by the name of the stratum, so that the result does not depend on any order.
    """
    population = sum(counts.values())
    total = min(total, population)
    least = {cell: min(LEAST, n) for cell, n in counts.items()}
    if sum(least.values()) > total:
        least = dict.fromkeys(counts, 0)
    found, free = dict(least), dict(counts)
    exact = {cell: Fraction(total * n, population) if population else Fraction(0) for cell, n in counts.items()}
    for cell in counts:
        found[cell] = min(counts[cell], max(least[cell], int(exact[cell])))
    _level(found, exact, least, free, total)
    return found


def _level(
    found: dict[Cell, int],
    exact: Mapping[Cell, Fraction],
    least: Mapping[Cell, int],
    counts: Mapping[Cell, int],
    total: int,
) -> None:
    """Give to or take from the strata that are furthest from their exact share until the sum is right."""
    while (left := total - sum(found.values())) != 0:
        if left > 0:
            open_cells = [cell for cell in found if found[cell] < counts[cell]]
            cell = min(open_cells, key=lambda one: (found[one] - exact[one], str(one)))
            found[cell] += 1
        else:
            open_cells = [cell for cell in found if found[cell] > least[cell]]
            cell = max(open_cells, key=lambda one: (found[one] - exact[one], str(one)))
            found[cell] -= 1


def frame_text(quarter: str, members: Iterable[Member]) -> str:
    """The text that is hashed; the module says how it is made."""
    lines = [f"aftersales frame 1 {quarter}"]
    lines += [f"{m.position}\t{m.number}\t{m.region}\t{m.tier}\t{m.channel}" for m in members]
    return "\n".join(lines) + "\n"


def frame_hash(quarter: str, members: Iterable[Member]) -> str:
    return sha256(frame_text(quarter, members).encode()).hexdigest()


def lot(seed: str, stratum: str, number: str) -> str:
    """The ticket of a customer in the draw."""
    return sha256(f"{seed}|{stratum}|{number}".encode()).hexdigest()


def draw(seed: str, members: Sequence[Member], sizes: Mapping[str, int]) -> dict[str, int]:
    """The customer numbers that are drawn, each with its rank in its stratum, from 1 on. sizes: by Member.stratum."""
    tickets: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for member in members:
        tickets[member.stratum].append((lot(seed, member.stratum, member.number), member.number))
    drawn = {}
    for stratum, found in tickets.items():
        for rank, (_ticket, number) in enumerate(sorted(found)[: sizes.get(stratum, 0)], start=1):
            drawn[number] = rank
    return drawn
