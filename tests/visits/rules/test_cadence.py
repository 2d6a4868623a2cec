from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customers.enums import Tier
from visits.rules.cadence import (
    TIER_MONTHS,
    Falling,
    add_months,
    anchor,
    cycle_key,
    due_on,
    months_between_visits,
    next_reminder,
    remind_level,
    spread,
)

pytestmark = pytest.mark.once

TODAY = date(2026, 3, 2)  # a Monday


def weekday(day):
    return day.weekday() < 5


@pytest.mark.parametrize(
    ("tier", "exception", "months"),
    [
        ("important", None, 6),
        ("long_term", None, 12),
        ("ordinary", None, None),
        ("prospect", None, None),
        ("important", 3, 3),
        ("ordinary", 24, 24),
        ("important", 0, None),
    ],
)
def test_months_between_visits(tier, exception, months):
    assert months_between_visits(tier, exception) == months


def test_tiers_are_those_of_the_archive():
    assert set(TIER_MONTHS) <= set(Tier.values)
    assert months_between_visits("ordinary", cadence={"ordinary": 36}) == 36


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        ("2026-01-15", 6, "2026-07-15"),
        ("2026-07-15", 6, "2027-01-15"),
        ("2025-08-31", 6, "2026-02-28"),
        ("2027-08-31", 6, "2028-02-29"),
        ("2028-02-29", 12, "2029-02-28"),
        ("2028-02-29", 48, "2032-02-29"),
        ("2026-02-28", 6, "2026-08-28"),
        ("2026-12-31", 6, "2027-06-30"),
        ("2026-12-01", 12, "2027-12-01"),
        ("2026-11-30", 1, "2026-12-30"),
        ("2026-12-31", 0, "2026-12-31"),
    ],
)
def test_due_on_counts_months_to_month_ends(day, months, later):
    assert due_on(date.fromisoformat(day), months) == date.fromisoformat(later)


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(1, 60))
def test_add_months_lands_in_the_right_month_and_never_runs_late(day, months):
    later = add_months(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day <= day.day


def test_anchor_is_the_last_visit_then_since_then_the_archive():
    visit, since, archive = date(2026, 1, 1), date(2020, 1, 1), date(2025, 1, 1)
    assert anchor(last_visit_on=visit, since=since, archived_on=archive) == visit
    assert anchor(last_visit_on=None, since=since, archived_on=archive) == since
    assert anchor(last_visit_on=None, since=None, archived_on=archive) == archive


def test_cycle_key_is_one_per_cycle_and_attempt():
    assert cycle_key(7, date(2026, 1, 5)) == cycle_key(7, date(2026, 1, 5)) == "7:2026-01-05:1"
    keys = {
        cycle_key(7, date(2026, 1, 5)),
        cycle_key(7, date(2026, 1, 6)),
        cycle_key(8, date(2026, 1, 5)),
        cycle_key(7, date(2026, 1, 5), attempt=2),
    }
    assert len(keys) == 4
    assert len(cycle_key(10**18, date(2026, 1, 5), attempt=999)) <= 40


@pytest.mark.parametrize(("offset", "level"), [(-8, 0), (-7, 1), (-1, 1), (0, 2), (6, 2), (7, 3), (400, 3)])
def test_remind_level_before_on_and_after_the_day(offset, level):
    assert remind_level(TODAY, TODAY + timedelta(days=offset)) == level


def test_next_reminder_follows_the_level():
    days = [next_reminder(TODAY, level) for level in range(4)]
    assert days == [TODAY - timedelta(days=7), TODAY, TODAY + timedelta(days=7), None]


def falling(count, due=TODAY + timedelta(days=27), reps=(1,)):
    return [Falling(key, due, reps) for key in range(count)]


def plan(visits, **more):
    return spread(visits, today=TODAY, is_workday=weekday, **more)


def test_spread_fills_weeks_and_days_evenly():
    slots = plan(falling(40))
    assert set(Counter(slot.on for slot in slots).values()) == {2}
    assert all(weekday(slot.on) for slot in slots)


def test_spread_shares_between_reps():
    assert Counter(slot.rep for slot in plan(falling(40, reps=(1, 2)))) == {1: 20, 2: 20}


def test_spread_does_not_depend_on_the_order_of_its_input():
    visits = falling(17, reps=(1, 2))
    assert plan(visits) == plan(visits[::-1])


def test_spread_makes_way_for_what_is_planned_already():
    due = TODAY + timedelta(days=1)
    assert [slot.on for slot in plan(falling(1, due=due))] == [due]
    assert [slot.on for slot in plan(falling(1, due=due), load={(1, due): 1})] == [TODAY]


def test_spread_prefers_the_lighter_week_to_the_free_day():
    first_friday, second_monday = TODAY + timedelta(days=4), TODAY + timedelta(days=7)
    slots = plan(falling(1, due=TODAY + timedelta(days=11)), load={(1, TODAY): 1, (1, second_monday): 2})
    assert [slot.on for slot in slots] == [first_friday]


@pytest.mark.parametrize(
    ("due", "today", "planned"),
    [
        ("2026-03-02", "2026-03-02", "2026-03-02"),  # due today
        ("2026-02-01", "2026-03-02", "2026-03-02"),  # overdue: at once
        ("2026-02-01", "2026-03-07", "2026-03-09"),  # overdue on a Saturday: next workday
        ("2026-03-08", "2026-03-07", "2026-03-09"),  # no workday is left
        ("2026-03-08", "2026-03-06", "2026-03-06"),  # due on a Sunday: before it
    ],
)
def test_spread_keeps_the_due_day_wherever_a_workday_is_left(due, today, planned):
    visits = [Falling("a", date.fromisoformat(due), (1,))]
    slots = spread(visits, today=date.fromisoformat(today), is_workday=weekday)
    assert [slot.on.isoformat() for slot in slots] == [planned]


@given(st.lists(st.integers(0, 60), max_size=30))
def test_spread_misses_nobody_doubles_nobody_and_is_never_late(offsets):
    visits = [Falling(key, TODAY + timedelta(days=offset), (1, 2)) for key, offset in enumerate(offsets)]
    slots = {slot.key: slot.on for slot in plan(visits)}
    assert len(slots) == len(visits)
    assert all(TODAY <= slots[visit.key] <= visit.due_on for visit in visits)
