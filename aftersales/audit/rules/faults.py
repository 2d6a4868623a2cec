"""What a verification finds: a row that does not match its seal, or is not as its history says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from .seals import START

# Faults of the chain and of sealed rows.
CHANGED, MISSING, ADDED, REORDERED = "changed", "missing", "added", "reordered"
CUT, REWRITTEN, UNREADABLE = "tail cut", "rewritten", "unreadable"
UNFOUNDED = "no run"  # a redaction without its erasure or retention run
# Faults of current rows.
DIFFERS, GONE, UNKNOWN = "differs", "gone", "no history"
NAMED = 20  # current rows that a report names; it counts the others


@dataclass(frozen=True)
class Fault:
    """A row that does not match. seal: the number of its seal, 0 for current rows. other: the row for which moved
    content was sealed. columns: of a current row, what differs from its history."""

    model: str
    pk: Any
    what: str
    seal: int = 0
    other: int | None = None
    columns: tuple[str, ...] = ()

    def __str__(self) -> str:
        moved = f", it holds what row {self.other} held" if self.other is not None else ""
        columns = f" ({', '.join(self.columns)})" if self.columns else ""
        seal = f" (seal {self.seal})" if self.seal else ""
        return f"{self.model} {self.pk}: {self.what}{columns}{moved}{seal}"


@dataclass
class Report:
    """The result of a verification.

    number and hash: the last seal. rows: sealed rows. current: current rows that were compared with their history.
    redacted: how often sealed rows were changed or deleted in `erasures` erasures and `retentions` retention runs.
    fault: the first one. differing: how many current rows are not as their history says; the first are in differences.
    """

    number: int = 0
    hash: str = START
    rows: int = 0
    current: int = 0
    redacted: int = 0
    erasures: int = 0
    retentions: int = 0
    fault: Fault | None = None
    differing: int = 0
    differences: list[Fault] = field(default_factory=list)

    def counted(self, rows: int) -> None:
        self.current += rows

    def differs(self, found: Iterator[Fault]) -> None:
        for fault in found:
            self.differing += 1
            if len(self.differences) < NAMED:
                self.differences.append(fault)
        self.fault = self.fault or next(iter(self.differences), None)

    def as_json(self) -> dict[str, Any]:
        """Everything but the end of the chain and the first fault, which the head keeps by themselves."""
        facts = asdict(self)
        return {name: facts[name] for name in facts if name not in {"number", "hash", "fault"}}

    def fault_as_json(self) -> dict[str, Any] | None:
        return asdict(self.fault) if self.fault else None
