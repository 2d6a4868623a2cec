"""Makes the rows of figures of a round from sums of the database (S3, S6)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import reduce

from ..enums import Segment
from ..models import Figure, Round
from ..queries.rollup import ANSWERS, COLUMNS, Cell, Found, Measured, responses_of, sums
from ..queries.strata import joint_counts, open_strata, populations
from ..rules.cells import shown_in_both, shown_of, shown_together
from ..rules.changes import holm, two_sided
from ..rules.integrity import is_shown
from ..rules.rollup import Estimated, Shape, Sums, difference, estimated
from ..rules.scores import Z
from ..rules.weighting import stratum_weights

SEGMENTS = tuple(COLUMNS)


@dataclass(frozen=True)
class Reading:
    """The sums of a round, by segment; with or without flagged answers."""

    by_segment: dict[str, Found]
    weights: dict[Cell, float]
    reached: float | None
    populations: dict[Cell, int]
    shown: dict[str, set[str]]

    @classmethod
    def of(cls, found: Round, wanted: list[Measured], whole: Reading | None = None) -> Reading:
        """whole: the reading with flagged answers, if this one is without."""
        less = whole is not None
        kinds = (Segment.ALL, *SEGMENTS)
        strata = open_strata(found)
        by_segment = {str(kind): sums(found.pk, wanted, kind, without_flagged=less, strata=strata) for kind in kinds}
        held = by_segment[Segment.ALL].get("", {}).get(ANSWERS, {})
        answered = {cell: part.n for cell, part in held.items()}
        n = sum(answered.values())
        reached = n / found.population if found.population and n <= found.population else None
        known = populations(found.pk)
        reading = cls(by_segment, stratum_weights(known, answered), reached, known, {})
        return replace(reading, shown=_shown_members(found, reading, whole))

    @property
    def n(self) -> int:
        return self.count(Segment.ALL, "")

    def count(self, segment: str, member: str, code: str = ANSWERS) -> int:
        return sum(part.n for part in self.sums(segment, member, code).values())

    def is_open(self, segment: str, member: str) -> bool:
        return is_shown(self.n) if segment == Segment.ALL else member in self.shown[segment]

    def counts(self, segment: str, code: str = ANSWERS) -> dict[str, int]:
        return {member: self.count(segment, member, code) for member in self.by_segment[segment]}

    def sums(self, segment: str, member: str, code: str) -> dict[Cell, Sums]:
        return self.by_segment[segment].get(member, {}).get(code, {})

    def figure(self, segment: str, member: str, one: Measured) -> Estimated | None:
        return self.estimate(self.sums(segment, member, one.code), one.shape)

    def others(self, segment: str, member: str, one: Measured) -> Estimated | None:
        """The figure of everybody outside a member."""
        own = self.sums(segment, member, one.code)
        whole = self.sums(Segment.ALL, "", one.code)
        return self.estimate(
            {cell: part.less(own[cell]) if cell in own else part for cell, part in whole.items()}, one.shape
        )

    def estimate(self, found: Mapping[Cell, Sums], shape: Shape) -> Estimated | None:
        if not self.populations:
            found = {(None, ""): reduce(Sums.plus, found.values(), Sums(0, 0.0, 0.0))}
        weights = {cell: self.weights.get(cell, 1.0) for cell in found}
        return estimated(found, weights, shape, self.reached, self.populations)


def _shown_members(found: Round, reading: Reading, whole: Reading | None) -> dict[str, set[str]]:
    """The members of each segment that may be shown. whole: the reading with flagged answers, if this one is
    without."""
    rows = responses_of(found.pk, without_flagged=whole is not None)
    counts = {str(kind): reading.counts(kind) for kind in SEGMENTS}
    shown = shown_together(counts, reading.n, joint_counts(rows, [str(kind) for kind in SEGMENTS]))
    if whole is None:
        return shown
    result = {}
    for kind, cells in shown.items():
        both = shown_in_both(whole.counts(kind), counts[kind], cells & whole.shown[kind])
        result[kind] = shown_of(counts[kind], reading.n, set(counts[kind]) - both)
    return result


def figure_rows(
    found: Round, wanted: list[Measured], reading: Reading, before: Reading | None, whole: Reading | None = None
) -> list[Figure]:
    """The rows of a reading. before: that of the last round, by the same questions and weights."""
    rows = [_row(found, Segment.ALL, "", one, reading, before, is_shown(reading.n)) for one in wanted]
    for kind in SEGMENTS:
        for one in wanted:
            rows += _members(found, str(kind), one, reading, before)
    rows += _answers(found, reading)
    for row in rows:
        row.without_flagged = whole is not None
    if whole is not None and not _may_subtract(found, whole.n - reading.n):
        return [_hidden(row) for row in rows]
    return rows


def _may_subtract(found: Round, flagged: int) -> bool:
    """Whether figures without flagged answers may stand beside those with them. In an anonymous round, the difference
    must not be that of one to four people."""
    return not found.is_anonymous or flagged == 0 or is_shown(flagged)


def _members(found: Round, kind: str, one: Measured, reading: Reading, before: Reading | None) -> list[Figure]:
    """The rows of one figure of all members of a segment, with their tests corrected for their number."""
    counts = reading.counts(kind, one.code)
    total = reading.count(Segment.ALL, "", one.code)
    valid = shown_of(counts, total, set(counts) - reading.shown[kind])
    rows = [_row(found, kind, member, one, reading, before, member in valid) for member in sorted(counts)]
    open_rows = [row for row in rows if not row.is_hidden]
    _correct(open_rows)
    if len(open_rows) > 1:
        _set_apart(open_rows, kind, one, reading)
    return rows


def _row(
    found: Round, kind: str, member: str, one: Measured, reading: Reading, before: Reading | None, is_open: bool
) -> Figure:
    row = Figure(round=found, segment=kind, member=member, code=one.code, basis=one.basis)
    now = reading.figure(kind, member, one)
    if not is_open or now is None or not is_shown(now.n):
        row.is_hidden = True
        return row
    row.value, row.low, row.high, row.error = now.value, now.low, now.high, now.error
    row.n, row.effective_n = now.n, now.effective_n
    was = before.figure(kind, member, one) if before and before.is_open(kind, member) else None
    if was is not None and is_shown(was.n):
        row.was, row.was_low, row.was_high, row.change = was.value, was.low, was.high, now.value - was.value
        row.z = difference(now, was, one.shape)
        if row.z is not None:
            row.p = two_sided(row.z)
            row.is_significant = abs(row.z) >= Z
    return row


def _correct(rows: Iterable[Figure]) -> None:
    by_member = {row.member: row for row in rows if row.p is not None}
    for member, p in holm({member: row.p or 0.0 for member, row in by_member.items()}).items():
        by_member[member].p, by_member[member].is_significant = p, p < 0.05


def _set_apart(rows: list[Figure], kind: str, one: Measured, reading: Reading) -> None:
    """Whether each member differs from all others together."""
    chances: dict[str, float] = {}
    for row in rows:
        own, others = reading.figure(kind, row.member, one), reading.others(kind, row.member, one)
        if own and others and is_shown(others.n) and (z := difference(own, others, one.shape)) is not None:
            chances[row.member] = two_sided(z)
    adjusted = holm(chances)
    for row in rows:
        if row.member in adjusted:
            row.apart_p, row.is_apart = adjusted[row.member], adjusted[row.member] < 0.05


def _answers(found: Round, reading: Reading) -> list[Figure]:
    """How many answers each member has, where that may be shown."""
    rows = [Figure(round=found, segment=Segment.ALL, code=ANSWERS, value=reading.n, n=reading.n)]
    for kind in SEGMENTS:
        for member, n in sorted(reading.counts(kind).items()):
            row = Figure(round=found, segment=kind, member=member, code=ANSWERS, value=n, n=n)
            rows.append(row if member in reading.shown[kind] else _hidden(row))
    return rows


def _hidden(row: Figure) -> Figure:
    kept = {name: getattr(row, name) for name in ("round", "without_flagged", "segment", "member", "code", "basis")}
    return Figure(**kept, is_hidden=True)


def comparable(wanted: list[Measured], earlier: list[Measured]) -> list[Measured]:
    """The figures of the round before that were measured by the same questions on the same scales, with the weights
    of this round."""
    bases = {one.code: one.basis for one in earlier}
    columns = {one.code: one for one in earlier}
    return [replace(columns[one.code], basis=one.basis) for one in wanted if bases.get(one.code) == one.basis]
