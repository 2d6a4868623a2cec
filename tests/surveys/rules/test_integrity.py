import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.rules.integrity import is_rushed, is_shown, is_straight_lined, shown_cells

pytestmark = pytest.mark.once


@pytest.mark.parametrize(("n", "shown"), [(0, False), (4, False), (5, True), (6, True)])
def test_cells_under_five_are_hidden(n, shown):
    assert is_shown(n) is shown


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ({"north": 5, "south": 9}, {"north", "south"}),
        ({"north": 4, "south": 9, "west": 8}, {"south"}),  # else 4 could be subtracted
        ({"north": 4, "south": 1, "west": 8}, {"west"}),  # 5 hidden answers hide each other
        ({"north": 2, "south": 1, "west": 8}, set()),
        ({"north": 0, "south": 9}, {"south"}),
        ({"north": 3}, set()),
        ({}, set()),
    ],
)
def test_hidden_cells_cannot_be_subtracted(counts, shown):
    assert shown_cells(counts) == shown


@given(st.dictionaries(st.text(max_size=3), st.integers(0, 12), max_size=8))
def test_hidden_answers_are_none_or_at_least_five_or_all(counts):
    shown = shown_cells(counts)
    hidden = sum(n for cell, n in counts.items() if cell not in shown)
    assert hidden == 0 or hidden >= 5 or not shown
    assert all(counts[cell] >= 5 for cell in shown)


@pytest.mark.parametrize(("seconds", "rushed"), [(29.9, True), (30, False), (90, False)])
def test_rushed_answers_took_under_a_third_of_the_median(seconds, rushed):
    assert is_rushed(seconds, 90) is rushed


@pytest.mark.parametrize(
    ("answers", "flagged"),
    [([5] * 7, False), ([5] * 8, True), ([5] * 8 + [4], False), ([5] * 8 + [None], True), ([None] * 9, False)],
)
def test_straight_lines_are_flagged_from_eight_items_on(answers, flagged):
    assert is_straight_lined(answers) is flagged
