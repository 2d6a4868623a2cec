"""The score by examples that a pencil checks, its grades, gaps and proposals."""

from decimal import Decimal

import pytest

from reports.certification.defaults import NORMS
from reports.certification.enums import Grade
from reports.certification.presentation.words import gain_text
from reports.certification.rules.sampling import drawn, evidence_of, frame_hash, ticket
from reports.certification.rules.score import (
    Rated,
    gaps_of,
    gaps_to_close,
    next_grade,
    proposed,
    rounded,
    score_of,
    split_evenly,
)


def rated(*rows):
    return [Rated(code, Decimal(most), None if got is None else Decimal(got), on) for code, most, got, on in rows]


# The points of the target: 36.8 of 40, 28.7 of 31, 23.1 of 25; waste recovery (4) does not apply.
TARGET = rated(
    ("5.1.1", "7", "6.5", True),
    ("5.1.2", "6", "5.4", True),
    ("5.1.3", "6", "5.5", True),
    ("5.1.4", "7", "7", True),
    ("5.1.5", "5", "4.6", True),
    ("5.1.6", "5", "4.2", True),
    ("5.1.7", "4", "3.6", True),
    ("5.2.1", "6", "5.6", True),
    ("5.2.2", "6", "5.8", True),
    ("5.2.3", "6", "5.5", True),
    ("5.2.4", "7", "6.1", True),
    ("5.2.5", "6", "5.7", True),
    ("5.2.6", "4", None, False),
    ("5.3.1", "13", "12.1", True),
    ("5.3.2", "12", "11", True),
)


def test_score_is_earned_over_applicable_less_deductions_plus_bonus():
    score = score_of(TARGET, deductions=2, bonus=1)
    assert (score.earned, score.applicable) == (Decimal("88.6"), Decimal(96))
    assert f"{score.base:.1f}" == "92.3"
    assert (str(score.shown), score.grade) == ("91.3", Grade.FOUR)


def test_item_that_does_not_apply_leaves_the_denominator():
    both = rated(("a", "60", "54", True), ("b", "40", None, True))
    one = rated(("a", "60", "54", True), ("b", "40", None, False))
    assert str(score_of(both, 0, 0).shown) == "54.0"
    assert str(score_of(one, 0, 0).shown) == "90.0"
    assert score_of(rated(("a", "60", None, False)), 0, 0).exact is None


@pytest.mark.parametrize(
    ("earned", "deductions", "shown", "grade"),
    [
        ("95", 0, "95.0", Grade.FIVE),
        ("94.99", 0, "94.9", Grade.FOUR),
        ("90", 0, "90.0", Grade.FOUR),
        ("89.96", 0, "89.9", Grade.THREE),
        ("80", 0, "80.0", Grade.THREE),
        ("79.95", 0, "79.9", Grade.COMPLIANT),
        ("70", 0, "70.0", Grade.COMPLIANT),
        ("69.99", 0, "69.9", Grade.BELOW),
        ("99", 4, "95.0", Grade.FIVE),
        ("100", 5, "95.0", Grade.FAILED),
        ("100", 6, "94.0", Grade.FAILED),
    ],
)
def test_grade_is_reached_by_the_exact_score_and_five_deductions_fail(earned, deductions, shown, grade):
    score = score_of(rated(("a", "100", earned, True)), deductions, 0)
    assert (str(score.shown), score.grade) == (shown, grade)


def test_standard_without_grades_gives_a_share_only():
    assert score_of(TARGET, 0, 0, graded=False).grade is None


def test_rounding_is_half_up_where_no_grade_is_passed():
    assert [str(rounded(Decimal(value))) for value in ("91.25", "91.24", "96.05")] == ["91.3", "91.2", "96.1"]


def test_gaps_are_the_fewest_that_lead_to_the_next_grade():
    score = score_of(TARGET, deductions=2, bonus=1)
    above = next_grade(score)
    assert (above[0], f"{above[1]:.1f}") == (Grade.FIVE, "3.7")
    wanted = gaps_to_close(gaps_of(TARGET, score.applicable), above[1])
    assert [(gap.code, f"{gap.gain:.1f}") for gap in wanted] == [
        ("5.3.2", "1.0"),
        ("5.2.4", "0.9"),
        ("5.3.1", "0.9"),
        ("5.1.6", "0.8"),
    ]


@pytest.mark.parametrize(
    ("most", "met", "of", "points"),
    [("12", 1438, 1486, "11.6"), ("13", 0, 9, "0.0"), ("5.72", 9, 9, "5.7"), ("7", 8, 9, "6.2"), ("6", 0, 0, "None")],
)
def test_counts_propose_their_share_of_the_points(most, met, of, points):
    assert str(proposed(Decimal(most), met, of)) == points


@pytest.mark.parametrize(("points", "count"), [(40, 7), (35, 6), (25, 2), (20, 9)])
def test_even_split_keeps_the_sum(points, count):
    parts = split_evenly(Decimal(points), count)
    assert sum(parts) == points
    assert max(parts) - min(parts) <= Decimal("0.01")


def test_sections_of_the_default_catalogues_have_the_points_of_the_standard():
    assert [[section.points for section in norm.sections] for norm in NORMS] == [[40, 35, 25], [20] * 5]
    assert [len(section.items) for section in NORMS[0].sections] == [7, 6, 2]


NUMBERS = [f"TK-2026-{place:05}" for place in range(1, 101)]


def test_sample_repeats_from_its_seed_in_whatever_order_the_rows_come():
    first = drawn(NUMBERS, seed="5f3a", query="Q-304")
    assert drawn(reversed(NUMBERS), seed="5f3a", query="Q-304") == first
    assert len(first) == 20
    assert drawn(NUMBERS, seed="5f3b", query="Q-304") != first
    assert drawn(NUMBERS, seed="5f3a", query="Q-301") != first
    tickets = [ticket("5f3a", "Q-304", number) for number in first]
    others = [ticket("5f3a", "Q-304", number) for number in set(NUMBERS) - set(first)]
    assert max(tickets) < min(others)


def test_evidence_counts_all_rows_and_freezes_the_sample():
    rows = [(number, place % 4 > 0) for place, number in enumerate(NUMBERS)]
    found = evidence_of(rows, seed="5f3a", query="Q-304")
    assert (found["met"], found["of"], len(found["sample"])) == (75, 100, 20)
    assert found["frame_hash"] == frame_hash(reversed(NUMBERS))


@pytest.mark.parametrize(("gain", "text"), [("1.146", "+1.1"), ("0.05", "+0.1"), ("0.0214", "+0.02")])
def test_gap_is_never_worth_nothing(gain, text):
    assert gain_text(Decimal(gain)) == text
