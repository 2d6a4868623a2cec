"""How the audit log is sealed: what a row's digest and a seal's hash cover, and which primary keys may still arrive.

The results are equal on every database and after a restore: decimals have no trailing zeros, moments are in UTC, the
keys of JSON are sorted.
"""

from __future__ import annotations

import base64
import hashlib
import json
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

START = "0" * 64  # the hash before the first seal
SIZE = hashlib.sha256().digest_size
GONE = b"\0" * SIZE  # stands for a row that was lawfully deleted
# A database gives out keys before the transaction commits. No transaction takes longer than this: after it, a missing
# key was rolled back, and a row that appears with it was not written in the usual way.
LATE = timedelta(days=1)
# A sequence does not jump. A row far ahead would open a gap that would accept every later row.
LEAP = 10_000_000
PLAIN = frozenset({str, int, bool, type(None)})

Ranges = list[list[int]]


def plain(value: Any) -> Any:
    """A value as JSON that is equal on every database."""
    if type(value) in PLAIN:
        return value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat() if value.tzinfo else value.isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value.normalize():f}" if value else "0"
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    if isinstance(value, bytes | bytearray | memoryview):
        return bytes(value).hex()
    return str(value)


_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def content_digest(values: Iterable[Any]) -> bytes:
    """The digest of a row's content, without its table and primary key."""
    return hashlib.sha256(_encode([plain(value) for value in values]).encode("utf-8", "surrogatepass")).digest()


def row_digest(model: str, pk: int, content: bytes) -> bytes:
    """The digest of a row with its table and primary key, so that content moved to another row no longer matches."""
    return hashlib.sha256(b"%s:%d:%s" % (model.encode(), pk, content)).digest()


def pack(digests: Iterable[bytes]) -> str:
    return base64.b64encode(b"".join(digests)).decode("ascii")


def unpack(text: str) -> list[bytes]:
    """The digests in a text. Raises ValueError if the text is not a list of digests."""
    data = base64.b64decode(text, validate=True)
    if len(data) % SIZE:
        raise ValueError("not a list of digests")
    return [data[at : at + SIZE] for at in range(0, len(data), SIZE)]


def batch_digest(digests: str, after: str = "") -> str:
    return hashlib.sha256(f"{digests}|{after}".encode()).hexdigest()


# The hash of a seal covers all of these fields.
COVERED = (
    "number",
    "kind",
    "model",
    "fields",
    "first",
    "last",
    "count",
    "ids",
    "digest",
    "previous",
    "sealed_at",
    "actor_id",
    "reason",
    "run_id",
)


def seal_hash(seal: Any) -> str:
    facts = {name: plain(getattr(seal, name)) for name in COVERED}
    return hashlib.sha256(_encode(facts).encode("utf-8", "surrogatepass")).hexdigest()


def ranges_of(ids: Iterable[int]) -> Ranges:
    """1 2 3 7 → [[1, 3], [7, 7]]; ids must be in ascending order."""
    found: Ranges = []
    for one in ids:
        if found and found[-1][1] + 1 == one:
            found[-1][1] = one
        else:
            found.append([one, one])
    return found


def ids_of(ranges: Iterable[Sequence[int]]) -> Iterator[int]:
    for first, last in ranges:
        yield from range(first, last + 1)


def merged(ranges: Iterable[Sequence[int]]) -> Ranges:
    """The ranges in ascending order, with adjacent ones joined."""
    found: Ranges = []
    for first, last in sorted(map(tuple, ranges)):
        if found and found[-1][1] + 1 >= first:
            found[-1][1] = max(found[-1][1], last)
        else:
            found.append([first, last])
    return found


def holds(ranges: Ranges, one: int) -> bool:
    """Whether one of the ascending ranges contains this number."""
    place = bisect_right(ranges, one, key=lambda pair: pair[0]) - 1
    return place >= 0 and one <= ranges[place][1]


@dataclass
class Reach:
    """How far a table is sealed: up to `top`, except gaps [first, last, seen at], which late rows may still fill."""

    top: int = 0
    gaps: list[list[Any]] = field(default_factory=list)

    @property
    def horizon(self) -> int:
        """The highest primary key that may come next."""
        return self.top + LEAP

    def open_gaps(self, now: datetime) -> list[list[Any]]:
        return [gap for gap in self.gaps if datetime.fromisoformat(gap[2]) > now - LATE]

    def admits(self, first: int, last: int, now: datetime) -> bool:
        """Whether rows with primary keys from first to last may still arrive."""
        if first > self.top:
            return not self.top or last <= self.horizon
        return any(gap[0] <= first and last <= gap[1] for gap in self.open_gaps(now))

    def advanced(self, ids: Iterable[Sequence[int]], now: datetime) -> Reach:
        """The state after rows with these primary keys were sealed."""
        top, gaps, seen = self.top, self.open_gaps(now), now.astimezone(UTC).isoformat()
        for first, last in ids:
            if first > top:
                gaps += [[top + 1, first - 1, seen]] if first > top + 1 else []
                top = last
            else:
                gaps = [rest for gap in gaps for rest in _without(gap, first, last)]
        return Reach(top, gaps)


def _without(gap: list[Any], first: int, last: int) -> list[list[Any]]:
    """The parts of a gap that remain without the numbers from first to last."""
    start, end, seen = gap
    if last < start or first > end:
        return [gap]
    rest = [[start, first - 1, seen], [last + 1, end, seen]]
    return [one for one in rest if one[0] <= one[1]]


def head_line(at: datetime, number: int, digest: str) -> str:
    """A line of the exported heads."""
    return f"{at.astimezone(UTC).isoformat()} {number} {digest}"


def parse_head(line: str) -> tuple[int, str]:
    """Number and hash in a line of the exported heads. Raises ValueError if it is not valid."""
    at, number, digest = line.split()
    datetime.fromisoformat(at)
    if len(digest) != len(START) or not number.isascii():
        raise ValueError("not a head")
    return int(number), digest
