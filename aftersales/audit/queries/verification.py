"""Verifies that the audit log still matches its seals, and the current rows their history.

Memory holds only the rows of one chunk of seals, and for each table the ranges that are sealed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from django.db.models import Q, Subquery

from ..enums import AccessKind, SealKind
from ..models import Seal, SealHead
from ..rules import seals as rules
from ..rules.faults import ADDED, CHANGED, CUT, MISSING, REORDERED, REWRITTEN, UNREADABLE, Fault, Report
from .live import differences
from .runs import ENTRIES, Runs
from .seals import content_digests_of, fields_of, rows_of, sources

CHUNK = 5000  # rows that are compared together
SEAL = Seal._meta.label_lower


def verify(
    *, now: datetime, heads: Iterable[tuple[int, str]] = (), progress: Callable[[int, int], None] | None = None
) -> Report:
    """Verify all seals from the first one, and report the first fault; then compare every current row with its
    history. heads: exported heads, (number, hash)."""
    while True:
        walk = _Walk(now, progress)
        report = walk.run()
        # A redaction that was made during this verification looks like a change.
        if not report.fault or not Seal.objects.filter(number__gt=walk.last, kind=SealKind.REDACTION).exists():
            break
    report.fault = report.fault or _unlike(report.number, heads)
    report.differs(differences(report.counted))
    return report


def kept_result() -> dict[str, Any]:
    """The result of the last verification."""
    head = SealHead.objects.filter(pk=1).first() or SealHead()
    facts = Report().as_json() | head.report
    matches = head.fault is None if head.verified_at else None
    return facts | {
        "verified_at": head.verified_at,
        "matches": matches,
        "seal": head.verified_number,
        "fault": head.fault,
    }


def _unlike(last: int, heads: Iterable[tuple[int, str]]) -> Fault | None:
    """The first exported head that is not in the chain."""
    left = iter(heads)
    while part := list(islice(left, 500)):
        there = dict(Seal.objects.filter(number__in={number for number, _ in part}).values_list("number", "hash"))
        for number, digest in part:
            if number not in there:
                return Fault(SEAL, last + 1, CUT, last + 1)
            if there[number] != digest:
                return Fault(SEAL, number, REWRITTEN, number)
    return None


@dataclass(frozen=True)
class _Redaction:
    fields: tuple[str, ...]
    before: bytes
    after: bytes


Expected = tuple[tuple[str, ...], bytes]  # the columns, and the digest of the row


class _Walk:
    """One pass along the chain."""

    def __init__(self, now: datetime, progress: Callable[[int, int], None] | None) -> None:
        self.now, self.progress = now, progress
        # One query, because another process may be sealing.
        newest = Seal.objects.order_by("-number").values("number")[:1]
        self.head = SealHead.objects.values_list("number", "hash", Subquery(newest)).first()
        self.last: int = self.head[2] or 0 if self.head else (newest.first() or {"number": 0})["number"]
        self.reaches: dict[str, rules.Reach] = defaultdict(rules.Reach)
        self.sealed: dict[str, rules.Ranges] = defaultdict(list)
        self.gone: dict[str, int] = defaultdict(int)
        self.redactions = self._redactions()
        self.runs = Runs(self.last)
        self.report = Report()

    def run(self) -> Report:
        for chunk in self._chunks():
            linked, broken = self._linked(chunk)
            self.report.fault = self._first_bad_row(linked) or broken
            if self.report.fault:
                return self.report
            if self.progress:
                self.progress(self.report.number, self.last)
        runs = self.runs
        self.report.fault = self._end() or self._added() or runs.end(self.sealed[ENTRIES], self.now)
        self.report.redacted = sum(runs.done.values())
        self.report.erasures, self.report.retentions = runs.count(AccessKind.ERASURE), runs.count(AccessKind.RETENTION)
        return self.report

    def _redactions(self) -> dict[tuple[str, int], list[_Redaction]]:
        found: dict[tuple[str, int], list[_Redaction]] = defaultdict(list)
        for seal in Seal.objects.filter(kind=SealKind.REDACTION, number__lte=self.last).order_by("number").iterator():
            try:
                pairs = zip(rules.unpack(seal.digests), rules.unpack(seal.after), strict=True)
                for pk, (before, after) in zip(rules.ids_of(seal.ids), pairs, strict=True):
                    found[(seal.model, pk)].append(_Redaction(tuple(seal.fields), before, after))
            except (ValueError, TypeError):
                continue  # the seal itself is wrong, and is reported when its turn comes
        return found

    def _chunks(self) -> Iterator[list[Seal]]:
        chunk: list[Seal] = []
        rows = 0
        for seal in Seal.objects.filter(number__lte=self.last).order_by("number").iterator(chunk_size=200):
            chunk.append(seal)
            rows += seal.count
            if rows >= CHUNK:
                yield chunk
                chunk, rows = [], 0
        if chunk:
            yield chunk

    def _linked(self, chunk: list[Seal]) -> tuple[list[Seal], Fault | None]:
        """The seals that follow each other correctly, and the fault of the first one that does not."""
        for place, seal in enumerate(chunk):
            if fault := self._bad_link(seal):
                return chunk[:place], fault
            self.report.number, self.report.hash = seal.number, seal.hash
        return chunk, None

    def _bad_link(self, seal: Seal) -> Fault | None:
        expected = self.report.number + 1
        if seal.number != expected:
            return Fault(SEAL, expected, MISSING if seal.number > expected else ADDED, expected)
        if seal.previous != self.report.hash:
            moved = seal.previous == rules.START or Seal.objects.filter(hash=seal.previous).exists()
            return Fault(SEAL, seal.number, REORDERED if moved else CHANGED, seal.number)
        if seal.digest != rules.batch_digest(seal.digests, seal.after) or seal.hash != rules.seal_hash(seal):
            return Fault(SEAL, seal.number, CHANGED, seal.number)
        return None

    def _first_bad_row(self, chunk: list[Seal]) -> Fault | None:
        there = self._contents(chunk)
        for seal in chunk:
            check = self._bad_in_redaction if seal.kind == SealKind.REDACTION else self._bad_in_batch
            if fault := check(seal, there):
                return fault
            self.report.rows += seal.count
        return None

    def _expected(self, seal: Seal) -> Iterator[tuple[int, bytes, Expected]]:
        """For each row its primary key, its digest when it was sealed, and what it must be now."""
        for pk, digest in zip(rules.ids_of(seal.ids), rules.unpack(seal.digests), strict=True):
            steps = self.redactions.get((seal.model, pk))
            yield pk, digest, (steps[-1].fields, steps[-1].after) if steps else (tuple(seal.fields), digest)

    def _contents(self, chunk: list[Seal]) -> dict[tuple[str, tuple[str, ...]], dict[int, bytes]]:
        """The current content of every row of a chunk, with a few queries for each table."""
        wanted: dict[tuple[str, tuple[str, ...]], list[int]] = defaultdict(list)
        for seal in chunk:
            if seal.kind == SealKind.ROWS:
                for pk, _digest, (fields, _now) in self._expected(seal):
                    wanted[(seal.model, fields)].append(pk)
        return {
            (label, fields): content_digests_of(sources()[label], fields, pks)
            for (label, fields), pks in wanted.items()
            if self._readable(label, fields)
        }

    def _readable(self, label: str, fields: Sequence[str]) -> bool:
        return label in sources() and set(fields) <= set(fields_of(sources()[label]))

    def _bad_in_batch(self, seal: Seal, there: Any) -> Fault | None:
        reach = self.reaches[seal.model]
        for first, last in seal.ids:
            if not reach.admits(first, last, seal.sealed_at):
                return Fault(seal.model, first, ADDED, seal.number)
        self.reaches[seal.model] = reach.advanced(seal.ids, seal.sealed_at)
        self.sealed[seal.model] = rules.merged([*self.sealed[seal.model], *seal.ids])
        for pk, digest, expected in self._expected(seal):
            if fault := self._bad_row(seal, pk, digest, expected, there):
                return fault
        return None

    def _bad_row(self, seal: Seal, pk: int, digest: bytes, expected: Expected, there: Any) -> Fault | None:
        fields, kept_digest = expected
        before = digest
        for step in self.redactions.get((seal.model, pk), ()):
            if step.before != before:
                return Fault(seal.model, pk, CHANGED, seal.number)
            before = step.after
        if kept_digest == rules.GONE and seal.model not in sources():
            return None
        if (seal.model, fields) not in there:
            return Fault(seal.model, pk, UNREADABLE, seal.number)
        content = there[(seal.model, fields)].get(pk)
        if kept_digest == rules.GONE:
            self.gone[seal.model] += 1
            return None if content is None else Fault(seal.model, pk, ADDED, seal.number)
        if content is None:
            return Fault(seal.model, pk, MISSING, seal.number)
        if rules.row_digest(seal.model, pk, content) == kept_digest:
            return None
        other = _home_of(seal.model, content)
        return Fault(seal.model, pk, CHANGED if other is None else REORDERED, seal.number, other)

    def _bad_in_redaction(self, seal: Seal, _there: Any) -> Fault | None:
        """A redaction is a fault if it covers rows that were never sealed, or belongs to no recorded run."""
        for pk in rules.ids_of(seal.ids):
            if not rules.holds(self.sealed[seal.model], pk):
                return Fault(seal.model, pk, ADDED, seal.number)
        return self.runs.fault_of(seal)

    def _end(self) -> Fault | None:
        """A fault if the chain does not end where its head says."""
        number, digest = self.head[:2] if self.head else (0, "")
        if number > self.report.number:
            return Fault(SEAL, self.report.number + 1, CUT, self.report.number + 1)
        if number < self.report.number or (number and digest != self.report.hash):
            return Fault(SealHead._meta.label_lower, 1, CHANGED, self.report.number)
        return None

    def _added(self) -> Fault | None:
        """A fault if a row among sealed rows has no seal. Rows that may still arrive late are not a fault."""
        for label, ranges in self.sealed.items():
            if label not in sources():
                continue
            reach, model = self.reaches[label], sources()[label]
            where = Q(pk__lte=reach.top) | Q(pk__gt=reach.horizon)
            rows: Any = rows_of(model).filter(where).values_list("pk", flat=True)
            if rows.count() <= sum(last - first + 1 for first, last in ranges) - self.gone[label]:
                continue
            for pk in rows.iterator(chunk_size=2000):
                if not rules.holds(ranges, pk) and not reach.admits(pk, pk, self.now):
                    return Fault(label, pk, ADDED, self.report.number)
        return None


def _home_of(label: str, content: bytes) -> int | None:
    """The primary key of the row that this content was sealed for, if any."""
    for seal in Seal.objects.filter(kind=SealKind.ROWS, model=label).order_by("number").iterator(chunk_size=100):
        for pk, digest in zip(rules.ids_of(seal.ids), rules.unpack(seal.digests), strict=True):
            if rules.row_digest(label, pk, content) == digest:
                return pk
    return None
