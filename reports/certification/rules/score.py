"""The score of a self-evaluation, so plain that a pencil is enough.

score = earned ÷ applicable × 100 − deductions + bonus

An item that does not apply leaves the denominator. Each special deduction takes one point off, the one special bonus
adds one; five deductions fail, whatever the score (GB/T 27922-2011). A grade is reached by the exact score, and a
rounded score never shows a grade that the exact one does not reach.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from ..enums import Grade

TENTH, CENT = Decimal("0.1"), Decimal("0.01")
# From the highest down: what a grade needs.
GRADES = ((Grade.FIVE, 95), (Grade.FOUR, 90), (Grade.THREE, 80), (Grade.COMPLIANT, 70))
FAILS_AT = 5  # deductions
MOST_DEDUCTIONS = 20


@dataclass(frozen=True)
class Rated:
    """An item: its points, and those it earned, None before it is assessed. An item that does not apply counts for
    nothing."""

    code: str
    most: Decimal
    points: Decimal | None
    applies: bool = True


@dataclass(frozen=True)
class Score:
    """exact: None if nothing applies. grade: None without an exact score, or where the standard has none."""

    earned: Decimal
    applicable: Decimal
    deductions: int
    bonus: int
    base: Decimal | None
    exact: Decimal | None
    grade: Grade | None

    @property
    def shown(self) -> Decimal | None:
        return None if self.exact is None else rounded(self.exact)


@dataclass(frozen=True)
class Gap:
    """Points that an item lacks, and what they would add to the score."""

    code: str
    points: Decimal
    gain: Decimal


def score_of(items: Iterable[Rated], deductions: int, bonus: int, *, graded: bool = True) -> Score:
    """The score of what has been assessed so far; items without points have earned nothing yet."""
    applied = [one for one in items if one.applies]
    earned = sum((one.points or Decimal(0) for one in applied), Decimal(0))
    applicable = sum((one.most for one in applied), Decimal(0))
    base = earned / applicable * 100 if applicable else None
    exact = None if base is None else base - deductions + bonus
    grade = grade_of(exact, deductions) if graded and exact is not None else None
    return Score(earned, applicable, deductions, bonus, base, exact, grade)


def grade_of(exact: Decimal, deductions: int) -> Grade:
    if deductions >= FAILS_AT:
        return Grade.FAILED
    return next((grade for grade, needs in GRADES if exact >= needs), Grade.BELOW)


def rounded(exact: Decimal) -> Decimal:
    """To one decimal, half up; down where up would show a grade that is not reached."""
    up = exact.quantize(TENTH, ROUND_HALF_UP)
    if any(exact < needs <= up for _grade, needs in GRADES):
        return exact.quantize(TENTH, ROUND_DOWN)
    return up


def next_grade(score: Score) -> tuple[Grade, Decimal] | None:
    """The grade above the score and what is missing to it; None at the top, or where deductions decide."""
    if score.exact is None or score.grade in (None, Grade.FIVE, Grade.FAILED):
        return None
    above = [(grade, needs) for grade, needs in GRADES if score.exact < needs]
    grade, needs = above[-1]
    return grade, needs - score.exact


def gaps_of(items: Iterable[Rated], applicable: Decimal) -> list[Gap]:
    """What items lack, that which brings most first. Items that are not assessed yet have no gap."""
    found = [
        Gap(one.code, one.most - one.points, (one.most - one.points) / applicable * 100)
        for one in items
        if one.applies and one.points is not None and one.points < one.most
    ]
    return sorted(found, key=lambda gap: (-gap.gain, gap.code))


def gaps_to_close(gaps: Sequence[Gap], missing: Decimal | None, *, most: int = 6) -> list[Gap]:
    """The fewest gaps that lead to the next grade; the greatest ones where no grade is in reach."""
    if missing is not None:
        reached = Decimal(0)
        for count, gap in enumerate(gaps, 1):
            reached += gap.gain
            if reached >= missing:
                return list(gaps[:count])
    return list(gaps[:most])


def proposed(most: Decimal, met: int, of: int) -> Decimal | None:
    """The points that a count proposes: the same share of the points, to a tenth, half up and never above the most."""
    if of <= 0:
        return None
    return min(most, (most * met / of).quantize(TENTH, ROUND_HALF_UP))


def split_evenly(points: Decimal, count: int) -> list[Decimal]:
    """Points split over items to a hundredth. What is left over goes to the first ones, so that the sum is kept."""
    if count <= 0:
        return []
    each = (points / count).quantize(CENT, ROUND_DOWN)
    left = int((points - each * count) / CENT)
    return [each + (CENT if place < left else 0) for place in range(count)]
