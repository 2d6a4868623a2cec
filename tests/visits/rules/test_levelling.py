from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visits.rules.levelling import Turns, crowded_until, shares, weeks_needed

pytestmark = pytest.mark.once

MONTHS = [date(2025, n, 1) for n in range(1, 13)]
rooms = st.lists(st.floats(0, 30), min_size=4, max_size=60)


@pytest.mark.parametrize(
    ("total", "room", "weeks"),
    [(10, [5.0] * 20, 4), (40, [5.0] * 20, 8), (41, [5.0] * 20, 9), (1000, [5.0] * 20, 20), (9, [0.0] * 6, 6)],
)
def test_weeks_needed_gives_a_backlog_the_weeks_in_which_it_finds_room(total, room, weeks):
    assert weeks_needed(total, room) == weeks


@given(st.integers(0, 5000), rooms)
def test_shares_give_away_everything(total, room):
    found = shares(total, room)
    assert sum(found) == pytest.approx(total) and min(found) >= 0
    if total <= sum(room):
        assert all(one <= free + 1e-6 for one, free in zip(found, room, strict=True))


@given(st.dictionaries(st.sampled_from(MONTHS), st.integers(1, 60), min_size=1), rooms)
def test_turns_come_in_the_order_of_urgency_and_fill_all_weeks(counts, room):
    turns = Turns(counts, room)
    weeks = {month: [turns.week_of(month + timedelta(days=3)) for _ in range(count)] for month, count in counts.items()}
    order = [week for month in sorted(weeks) for week in weeks[month]]
    assert order == sorted(order)
    for week, share in enumerate(shares(turns.total, room)):
        assert abs(Counter(order)[week] - share) <= 1


def test_turns_of_customers_who_were_never_visited_are_spread_though_all_begin_on_one_day():
    turns = Turns({date(2026, 1, 1): 260}, [12.5] * 26)
    assert set(Counter(turns.week_of(date(2026, 1, 9)) for _ in range(260)).values()) == {10}


@pytest.mark.parametrize(
    ("due", "room", "last"),
    [
        ([0, 0, 5, 5, 5, 5], [5.0] * 6, None),
        ([0, 0, 5, 10, 0, 0], [5.0] * 6, 3),  # week 3 moves to week 2, which is full
        ([0, 0, 0, 10, 0, 0], [5.0] * 6, None),  # week 2 takes it later
        ([0, 0, 0, 0, 0, 25], [5.0] * 6, 5),
        ([50, 50, 5, 5, 5, 5], [5.0] * 6, None),  # what is due now is planned anyway
        ([0, 0, 6, 0, 0, 8], [5.0] * 6, 2),
    ],
)
def test_crowd_is_planned_when_it_no_longer_finds_room_later(due, room, last):
    assert crowded_until(due, room, 2) == last
