"""The contents of a report as plain data: figures once, words in both languages. A snapshot is its JSON.

Page, PDF, Excel and API read nothing else, so their figures are the same to the digit, and a report stays as it was
when a word, a name or a row changes later.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

LAYOUT = 1  # of the snapshot; a later one is read by its own code

# A text in each language; a plain string is the same in all of them, as the number of a batch.
Words = Mapping[str, str]
Cell = Any  # Words, a plain string, a number, an amount as text, or None

# The units of figures and columns. money: a text with two decimals, so that no amount is rounded. scale: of few steps,
# as 1 to 7.
UNITS = ("count", "percent", "score", "scale", "hours", "days", "money", "rate", "text", "date")


@dataclass(frozen=True)
class Measure:
    """A figure against that of the period before.

    value, before: None if there is nothing to say. rows: how many rows are behind it. better: "up" or "down", whichever
    is good; "" where neither is. test, chance, verdict: see rules/certainty.py. url: the page that opens its rows.
    """

    code: str
    name: Words
    unit: str
    value: Cell
    before: Cell
    rows: int | None = None
    better: str = ""
    test: str = "none"
    chance: float | None = None
    verdict: str = "unknown"
    url: str = ""


@dataclass(frozen=True)
class TableColumn:
    name: Words
    unit: str = "text"


@dataclass(frozen=True)
class TableData:
    """Rows under headings; totals is the last row. note: what a reader must know of it."""

    columns: Sequence[TableColumn]
    rows: Sequence[Sequence[Cell]]
    totals: Sequence[Cell] = ()
    note: Words = field(default_factory=dict)


@dataclass(frozen=True)
class ChartData:
    """kind: line or bars. values, before: pairs (label, number or None). limit: a line to compare with;
    limit_is_least: what is below it is bad, not what is above. start: where the axis of a line starts, which the title
    says if it is not 0. ranges: (label, low, high), the interval of each value."""

    kind: str
    title: Words
    values: Sequence[Sequence[Cell]]
    unit: str = "count"
    name: Words = field(default_factory=dict)
    before: Sequence[Sequence[Cell]] = ()
    before_name: Words = field(default_factory=dict)
    limit: float | None = None
    limit_name: Words = field(default_factory=dict)
    limit_is_least: bool = False
    start: float = 0
    ranges: Sequence[Sequence[Cell]] = ()


@dataclass(frozen=True)
class Section:
    """A numbered part of a report."""

    code: str
    title: Words
    sentences: Sequence[Words] = ()
    measures: Sequence[Measure] = ()
    table: TableData | None = None
    chart: ChartData | None = None


@dataclass(frozen=True)
class Contents:
    """kind: of the report. title, period, before: their names. sections: in their order."""

    kind: str
    title: Words
    period: Words
    before: Words
    sections: Sequence[Section]

    def as_json(self) -> dict[str, Any]:
        """The snapshot."""
        plain: dict[str, Any] = json.loads(json.dumps({"layout": LAYOUT, **asdict(self)}))
        return plain


def content_hash(snapshot: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical JSON: keys sorted, no blanks, UTF-8."""
    text = json.dumps(snapshot, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def in_language(value: Any, language: str) -> Any:
    """The same data with the words of one language: every mapping of languages becomes a text."""
    if isinstance(value, Mapping):
        if value and set(value) <= {"zh-hans", "en"}:
            return value.get(language) or next(iter(value.values()))
        return {key: in_language(part, language) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [in_language(part, language) for part in value]
    return value
