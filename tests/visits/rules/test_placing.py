from collections import Counter
from datetime import date, timedelta
from random import Random
from statistics import pstdev

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from visits.rules.load import Capacity
from visits.rules.placing import AWAY, LATE, OVER, Board, Place, Wanted, monday_of, weeks_between, window

pytestmark = pytest.mark.once

TODAY = date(2026, 3, 2)  # a Monday
HOLIDAYS = {date(2026, 3, 9) + timedelta(days=n) for n in range(5)}


def workday(day):
    return day.weekday() < 5 and day not in HOLIDAYS


def board_of(a_day=6, a_week=25, away=(), **more):
    gone = set(away)
    return Board(
        today=TODAY,
        is_workday=workday,
        capacity=lambda rep, day: Capacity(a_day, a_week),
        is_away=lambda rep, day: (rep, day) in gone,
        **more,
    )


def days_from(first, count):
    return [first + timedelta(days=n) for n in range(count)]


@pytest.mark.parametrize(
    ("due", "first", "last"),
    [
        (0, 0, 0),  # due today: today
        (10, 1, 10),  # from tomorrow on
        (60, 32, 60),  # in the four weeks before
        (-1, 1, 28),  # overdue: in the next four weeks
        (-900, 1, 28),
        (1, 1, 1),
    ],
)
def test_window_ends_on_the_due_day(due, first, last):
    assert window(TODAY + timedelta(days=due), TODAY) == (TODAY + timedelta(days=first), TODAY + timedelta(days=last))


def test_weeks_between_covers_each_day_once():
    parts = list(weeks_between(date(2026, 3, 4), date(2026, 3, 17)))
    assert parts == [
        (date(2026, 3, 4), date(2026, 3, 8)),
        (date(2026, 3, 9), date(2026, 3, 15)),
        (date(2026, 3, 16), date(2026, 3, 17)),
    ]


visits = st.lists(
    st.tuples(st.integers(-400, 45), st.integers(1, 3), st.sampled_from(["", "苏州市", "昆山市"])), max_size=120
)


@settings(max_examples=150, deadline=None)
@given(visits, st.integers(1, 8), st.integers(0, 20))
def test_places_keep_due_days_holidays_and_capacity_or_say_what_they_do_not(wanted, a_day, away_days):
    away = [(1, day) for day in days_from(TODAY, away_days)]
    board = board_of(a_day, 4 * a_day, away)
    before = Counter()
    for offset, rep, town in wanted:
        due = TODAY + timedelta(days=offset)
        place = board.place(Wanted(due, (rep,), (), town))
        week = rep, monday_of(place.day)
        assert place.rep_id == rep and place.day >= TODAY and workday(place.day)
        if place.strain == "":
            assert before[rep, place.day] < a_day and before[week, "week"] < 4 * a_day
            assert due < TODAY or place.day <= due
            assert (rep, place.day) not in away
        if place.strain == LATE:
            assert not any(workday(day) for day in days_from(*_span(due)))
        if place.strain == OVER:  # no day in time had room
            assert place.day <= due
            assert all(
                before[rep, day] >= a_day or before[(rep, monday_of(day)), "week"] >= 4 * a_day
                for day in days_from(*_span(due))
                if workday(day) and (rep, day) not in away
            )
        if place.strain == AWAY:
            assert all((rep, day) in away for day in days_from(*_span(due)) if workday(day))
        before[rep, place.day] += 1
        before[week, "week"] += 1
    mondays = {(rep, monday_of(day)) for rep, day in before if day != "week"}
    assert sum(board.planned(rep, monday) for rep, monday in mondays) == board.total.total() == len(wanted)


def _span(due):
    first, last = window(due, TODAY)
    return first, (last - first).days + 1


@settings(max_examples=50)
@given(visits, st.integers(1, 8), st.booleans())
def test_weeks_that_are_shared_give_the_same_places(wanted, a_day, paced):
    """The template of a usual week, and many planned visits counted at once, change nothing."""
    planned = [(1 + n % 3, TODAY + timedelta(days=n % 11), ["苏州市"] if n % 2 else [], 1 + n % 2) for n in range(20)]
    pace = {"pace": lambda rep: 9.0} if paced else {}
    together, singly = board_of(a_day, is_usual=lambda rep: True, **pace), board_of(a_day, **pace)
    together.add_all(planned)
    for rep, day, towns, count in planned:
        for _ in range(count):
            singly.add(rep, day, *towns)
    asked = [Wanted(TODAY + timedelta(days=offset), (rep,), (), town) for offset, rep, town in wanted]
    assert [together.place(one) for one in asked] == [singly.place(one) for one in asked]
    assert together.total == singly.total


def test_day_that_was_full_is_free_again_when_a_visit_leaves_it():
    board, due = board_of(a_day=1), TODAY + timedelta(days=1)
    place = board.place(Wanted(due, (1,)))
    assert board.place(Wanted(due, (1,))).strain == OVER
    board.add(1, place.day, count=-2)
    assert board.place(Wanted(due, (1,))) == place


def test_week_that_is_full_takes_no_more_though_its_days_would():
    board = board_of(a_day=10, a_week=4)
    due = TODAY + timedelta(days=4)  # Friday
    strains = [board.place(Wanted(due, (1,))).strain for _ in range(6)]
    assert strains == ["", "", "", "", OVER, OVER]


def test_overdue_visits_wait_for_a_week_with_room():
    board = board_of(a_day=1, a_week=2)
    places = [board.place(Wanted(TODAY - timedelta(days=9), (1,))) for _ in range(40)]
    assert {place.strain for place in places} == {""}
    assert max(Counter(monday_of(place.day) for place in places).values()) == 2
    assert max(place.day for place in places) > TODAY + timedelta(days=120)


def test_rep_without_capacity_gets_what_cannot_wait():
    board = board_of(a_day=0, a_week=0)
    assert board.place(Wanted(TODAY + timedelta(days=3), (1,))).strain == OVER


def test_visit_goes_to_the_day_on_which_the_rep_is_in_town():
    board = board_of()
    there = board.place(Wanted(TODAY + timedelta(days=25), (1,), (), "昆山市")).day
    for town in ("苏州市", "", "太仓市"):
        assert board.place(Wanted(TODAY + timedelta(days=25), (1,), (), town)).day != there
    assert board.place(Wanted(TODAY + timedelta(days=25), (1,), (), "昆山市")).day == there


def test_town_day_that_is_full_is_left_alone():
    board = board_of(a_day=2)
    days = Counter(board.place(Wanted(TODAY + timedelta(days=25), (1,), (), "昆山市")).day for _ in range(8))
    assert max(days.values()) == 2


def test_most_visits_in_a_town_share_their_days():
    chance, board = Random(3), board_of()
    towns = [f"{n} 市" for n in range(6)]
    placed = Counter()
    for _ in range(60):
        town = chance.choice(towns)
        placed[board.place(Wanted(TODAY + timedelta(days=28), (1,), (), town)).day, town] += 1
    together = sum(count for count in placed.values() if count > 1)
    assert together >= 45


def test_stand_in_visits_who_cannot_wait_until_the_rep_is_back():
    away = [(1, day) for day in days_from(TODAY, 20)]
    due = TODAY + timedelta(days=4)
    assert board_of(away=away).place(Wanted(due, (1,), (2,))).rep_id == 2
    assert board_of(away=away).place(Wanted(due, (1,))).strain == AWAY
    back = board_of(away=away[:3]).place(Wanted(due, (1,), (2,)))
    assert (back.rep_id, back.strain) == (1, "") and back.day >= TODAY + timedelta(days=3)


def test_customers_of_a_region_are_shared_by_load():
    board = board_of()
    for _ in range(10):
        board.add(1, TODAY + timedelta(days=2))
    reps = Counter(board.place(Wanted(TODAY + timedelta(days=4), (1, 2))).rep_id for _ in range(12))
    assert reps[2] > reps[1]


def test_visits_without_a_rep_are_spread_too():
    board = board_of()
    places = [board.place(Wanted(TODAY + timedelta(days=25))) for _ in range(60)]
    assert {place.rep_id for place in places} == {None}
    assert {place.strain for place in places} == {""}
    assert max(Counter(place.day for place in places).values()) <= 6


def test_time_without_a_workday_moves_the_visit_to_the_next():
    saturday = TODAY + timedelta(days=5)
    board = Board(today=saturday, is_workday=workday, capacity=lambda rep, day: Capacity())
    found = board.place(Wanted(saturday + timedelta(days=1), (1,)))
    assert found == Place(1, date(2026, 3, 16), LATE)  # after the holiday


def test_load_is_more_even_than_by_chance():
    """A quarter planned day by day: the deviation of the weekly load, against a random workday of the same days."""
    ours, chance = deviations(by_chance=False), deviations(by_chance=True)
    assert ours < 0.6 * chance


def deviations(*, by_chance):
    found = []
    for seed in range(5):
        demand, draw = Random(seed), Random(100 + seed)
        weeks = Counter()
        board = Board(
            today=TODAY,
            is_workday=lambda day: day.weekday() < 5,
            capacity=lambda rep, day: Capacity(),
            pace=lambda rep: 14,
        )
        for today in days_from(TODAY, 140):
            board.today = today
            for _ in range(demand.choice([0, 0, 1, 2, 3, 6])):
                due = today + timedelta(days=14)
                if by_chance:
                    first, last = window(due, today)
                    days = [day for day in days_from(first, (last - first).days + 1) if day.weekday() < 5]
                    weeks[monday_of(draw.choice(days))] += 1
                else:
                    weeks[monday_of(board.place(Wanted(due, (1,))).day)] += 1
        whole = [TODAY + timedelta(weeks=n) for n in range(3, 19)]
        found.append(pstdev(weeks[monday] for monday in whole))
    return sum(found) / len(found)
