"""Which answers are flagged, and which are not."""

import pytest

from surveys.rules.flags import Answered, contradicts, flags_of


def row(pk: int, **fields) -> Answered:
    return Answered(pk, fields.pop("channel", "email"), **fields)


def test_speed_is_judged_from_a_hundred_responses_of_a_channel() -> None:
    many = [row(n, seconds=300) for n in range(99)]
    assert flags_of([*many, row(100, seconds=99)]) == {100: {"speed"}}
    assert flags_of([*many, row(100, seconds=100)]) == {}  # a third exactly is not less
    assert flags_of([*many[:-1], row(100, seconds=1)]) == {}  # only 99
    assert flags_of([*many, row(100, seconds=300), row(101, channel="phone", seconds=1)]) == {}


def test_the_same_answer_to_eight_items_is_a_straight_line() -> None:
    assert flags_of([row(1, scale=[50.0] * 8)]) == {1: {"straight"}}
    assert flags_of([row(1, scale=[50.0] * 7 + [None])]) == {}
    assert flags_of([row(1, scale=[50.0] * 8 + [60.0])]) == {}


def test_a_device_that_answered_twice_is_shared() -> None:
    assert flags_of([row(1, device="a"), row(2, device="a"), row(3, device="b"), row(4), row(5)]) == {
        1: {"device"},
        2: {"device"},
    }


@pytest.mark.parametrize(
    ("overall", "recommend", "expected"),
    [(100, 50, True), (100, 60, False), (79, 0, False), (20, 90, True), (None, 100, False), (100, None, False)],
)
def test_contradictions(overall: float | None, recommend: float | None, expected: bool) -> None:
    assert contradicts(overall, recommend) is expected


def test_a_high_score_with_an_open_complaint() -> None:
    assert flags_of([row(1, overall=90.0, complaint_open=True)]) == {1: {"open_complaint"}}
    assert flags_of([row(1, overall=70.0, complaint_open=True), row(2, overall=90.0)]) == {}


def test_an_interviewer_far_from_all_others() -> None:
    usual = [row(n, overall=60.0 + n % 5, interviewer=1 + n % 2) for n in range(40)]
    odd = [row(100 + n, overall=95.0 + n % 3, interviewer=9) for n in range(12)]
    assert flags_of(usual + odd) == {one.pk: {"interviewer"} for one in odd}
    assert flags_of(usual + odd[:9]) == {}  # too few interviews to judge
    assert flags_of(usual) == {}


def test_an_answer_says_itself_that_it_was_steered() -> None:
    """1: no; 2: asked for a high score; 3: a gift; 4: would rather not say."""
    rows = [row(steered or 9, steered=steered) for steered in (None, 1, 2, 3, 4)]
    assert flags_of(rows) == {2: {"prompted"}, 3: {"gift"}}
