"""The rules of the queue."""

from datetime import UTC, datetime, timedelta

import pytest

from aftersales.kernel.errors import Conflict, RuleViolation
from complaints.enums import VisitorState
from complaints.rules.reception import VISITOR, expected_wait, label, lateness

ARRIVED = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def test_states_equal_the_choices():
    assert VISITOR.states == set(VisitorState.values)


@pytest.mark.parametrize(("number", "expected"), [(1, "A001"), (12, "A012"), (999, "A999"), (1000, "A1000")])
def test_visitor_label_shows_the_number(number, expected):
    assert label(number) == expected


@pytest.mark.parametrize(("after", "expected"), [(0, -180), (179, -1), (180, 0), (181, 1), (600, 420)])
def test_greeting_is_late_after_three_minutes(after, expected):
    assert lateness(ARRIVED + 3 * MINUTE, ARRIVED + timedelta(seconds=after)) == expected


def test_greeting_without_an_sla_target_is_never_late():
    assert lateness(None, ARRIVED) is None


@pytest.mark.parametrize(
    ("ahead", "serving", "recent", "expected"),
    [
        (0, 0, [], 0),
        (0, 1, [], 10),
        (1, 0, [], 10),
        (1, 1, [], 20),
        (3, 2, [], 20),
        (2, 1, [4 * MINUTE], 15),
        (0, 1, [MINUTE], 5),
        (1, 1, [6 * MINUTE, 8 * MINUTE], 15),
    ],
)
def test_expected_wait_is_in_steps_of_five_minutes(ahead, serving, recent, expected):
    assert expected_wait(ahead, serving, recent) == expected * MINUTE


@pytest.mark.parametrize("action", ["greet", "call", "leave", "finish", "back"])
@pytest.mark.parametrize("state", ["done", "left"])
def test_ended_visitor_allows_no_step(state, action):
    with pytest.raises((RuleViolation, Conflict)):
        VISITOR.next(state, action)
