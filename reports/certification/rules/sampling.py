"""A sample that anybody can draw again.

The ticket of a row is the SHA-256 of "SEED|QUERY|NUMBER" in hexadecimal digits; the rows with the lowest tickets are
drawn. The hash of the frame is the SHA-256 of all numbers, sorted, each on a line that ends with a line feed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any

SIZE = 20


def ticket(seed: str, query: str, number: str) -> str:
    return sha256(f"{seed}|{query}|{number}".encode()).hexdigest()


def drawn(numbers: Iterable[str], *, seed: str, query: str, size: int = SIZE) -> list[str]:
    """The numbers of the sample, in the order of their tickets."""
    return sorted(numbers, key=lambda number: (ticket(seed, query, number), number))[:size]


def frame_hash(numbers: Iterable[str]) -> str:
    return sha256("".join(f"{number}\n" for number in sorted(numbers)).encode()).hexdigest()


def evidence_of(rows: Sequence[tuple[str, bool]], *, seed: str, query: str) -> Mapping[str, Any]:
    """What is frozen of a query: how many rows, how many meet it, and the sample. rows: number and whether it meets."""
    known = dict(rows)
    return {
        "query": query,
        "of": len(known),
        "met": sum(known.values()),
        "frame_hash": frame_hash(known),
        "sample": [{"number": one, "met": known[one]} for one in drawn(known, seed=seed, query=query)],
    }
