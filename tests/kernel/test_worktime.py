"""China, 2026: New Year 1 to 3 January off, Sunday 4 January worked; Spring Festival 15 to 23
February off, Saturdays 14 and 28 February worked."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftersales.kernel.errors import InvalidInput
from aftersales.kernel.worktime import (
    Calendar,
    Pause,
    Period,
    Unit,
    due_at,
    due_with_pauses,
    lateness,
    used,
)

pytestmark = pytest.mark.once

SHANGHAI = ZoneInfo("Asia/Shanghai")
BERLIN = ZoneInfo("Europe/Berlin")
DAY = (Period(time(8, 30), time(12)), Period(time(13, 30), time(17, 30)))
WEEK = dict.fromkeys(range(5), DAY)
OFF = frozenset([date(2026, 1, day) for day in (1, 2, 3)] + [date(2026, 2, day) for day in range(15, 24)])
MADE_UP = frozenset({date(2026, 1, 4), date(2026, 2, 14), date(2026, 2, 28)})
CHINA = Calendar(SHANGHAI, WEEK, OFF, MADE_UP, known_years=frozenset({2026}))
GERMANY = Calendar(BERLIN, WEEK)
ROUND_THE_CLOCK = Calendar(BERLIN, dict.fromkeys(range(7), (Period(time(0), time(0)),)))


def cn(text):
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def de(text, fold=0):
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN, fold=fold)


def minutes(count):
    return timedelta(minutes=count)


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        ("2026-01-01", False),  # a holiday on a Thursday
        ("2026-01-04", True),  # a make-up Sunday
        ("2026-01-05", True),
        ("2026-01-10", False),  # a common Saturday
        ("2026-02-28", True),  # a make-up Saturday
    ],
)
def test_is_workday_knows_holidays_weekends_and_make_up_days(day, worked):
    assert CHINA.is_workday(date.fromisoformat(day)) is worked


def test_next_workday_is_the_day_itself_when_worked():
    assert CHINA.next_workday(date(2026, 1, 5)) == date(2026, 1, 5)
    assert CHINA.next_workday(date(2026, 1, 1)) == date(2026, 1, 4)
    assert CHINA.next_workday(date(2026, 2, 15)) == date(2026, 2, 24)


def test_close_of_business_is_the_end_of_the_last_period():
    assert CHINA.close_of_business(date(2026, 1, 5)) == cn("2026-01-05 17:30")
    assert CHINA.close_of_business(date(2026, 1, 1)) == cn("2026-01-04 17:30")


def test_make_up_day_may_have_its_own_hours():
    sunday = date(2026, 1, 4)
    calendar = Calendar(SHANGHAI, WEEK, workdays={sunday: (Period(time(9), time(12)),)})
    assert calendar.close_of_business(sunday) == cn("2026-01-04 12:00")


def test_knows_is_true_for_years_with_holidays():
    assert CHINA.knows(date(2026, 12, 31))
    assert not CHINA.knows(date(2027, 1, 1))
    assert GERMANY.knows(date(2099, 1, 1))


@pytest.mark.parametrize(
    ("start", "amount", "end"),
    [
        ("2026-01-05 08:30", 0, "2026-01-05 08:30"),
        ("2026-01-05 08:30", 10, "2026-01-05 08:40"),
        ("2026-01-05 07:00", 10, "2026-01-05 08:40"),  # before opening
        ("2026-01-05 11:55", 5, "2026-01-05 12:00"),  # exactly until the break
        ("2026-01-05 11:55", 6, "2026-01-05 13:31"),  # over lunch
        ("2026-01-05 12:30", 10, "2026-01-05 13:40"),  # at lunch
        ("2026-01-05 17:25", 5, "2026-01-05 17:30"),  # exactly until closing
        ("2026-01-05 17:25", 10, "2026-01-06 08:35"),
        ("2026-01-05 23:59", 10, "2026-01-06 08:40"),  # before midnight
        ("2026-01-06 00:00", 10, "2026-01-06 08:40"),  # at midnight
        ("2025-12-31 17:25", 10, "2026-01-04 08:35"),  # day before a holiday, then a make-up day
        ("2026-02-28 17:25", 10, "2026-03-02 08:35"),  # make-up Saturday to Monday
    ],
)
def test_add_working_counts_working_minutes_only(start, amount, end):
    assert CHINA.add_working(cn(start), minutes(amount)) == cn(end)


@pytest.mark.parametrize(
    ("end", "amount", "start"),
    [
        ("2026-01-05 08:40", 10, "2026-01-05 08:30"),
        ("2026-01-05 13:31", 6, "2026-01-05 11:55"),
        ("2026-01-05 08:35", 10, "2026-01-04 17:25"),  # back into the make-up Sunday
        ("2026-01-04 08:35", 10, "2025-12-31 17:25"),
    ],
)
def test_add_working_goes_backwards(end, amount, start):
    assert CHINA.add_working(cn(end), -minutes(amount)) == cn(start)


@pytest.mark.parametrize(
    ("start", "end", "amount"),
    [
        ("2026-01-05 08:30", "2026-01-05 17:30", 450),
        ("2026-01-05 12:00", "2026-01-05 13:30", 0),
        ("2026-01-05 11:00", "2026-01-05 14:00", 90),
        ("2025-12-31 17:00", "2026-01-04 09:00", 60),
        ("2026-01-05 17:30", "2026-01-06 08:30", 0),
        ("2026-01-06 09:00", "2026-01-05 17:00", -60),
    ],
)
def test_working_between_counts_working_minutes_only(start, end, amount):
    assert CHINA.working_between(cn(start), cn(end)) == minutes(amount)


@pytest.mark.parametrize(
    ("start", "amount", "unit", "due"),
    [
        ("2026-01-01 23:58", 3, Unit.ELAPSED_MINUTES, "2026-01-02 00:01"),  # from the ring
        ("2026-01-01 10:00", 24, Unit.ELAPSED_HOURS, "2026-01-02 10:00"),  # holidays count
        ("2024-02-28 10:00", 48, Unit.ELAPSED_HOURS, "2024-03-01 10:00"),  # 29 February
        ("2026-01-05 17:25", 10, Unit.WORKING_MINUTES, "2026-01-06 08:35"),
        ("2026-01-05 10:00", 3, Unit.CALENDAR_DAYS, "2026-01-08 17:30"),
        ("2026-01-05 00:00", 3, Unit.CALENDAR_DAYS, "2026-01-08 17:30"),  # first moment of the day
        ("2026-01-05 23:59", 3, Unit.CALENDAR_DAYS, "2026-01-08 17:30"),  # last moment of the day
        ("2026-01-06 00:00", 3, Unit.CALENDAR_DAYS, "2026-01-09 17:30"),
        ("2026-01-07 10:00", 3, Unit.CALENDAR_DAYS, "2026-01-12 17:30"),  # Saturday to Monday
        ("2025-12-30 10:00", 3, Unit.CALENDAR_DAYS, "2026-01-04 17:30"),  # holiday to make-up day
        ("2026-02-11 10:00", 3, Unit.CALENDAR_DAYS, "2026-02-14 17:30"),  # on a make-up Saturday
        ("2026-02-12 10:00", 3, Unit.CALENDAR_DAYS, "2026-02-24 17:30"),  # Spring Festival
        ("2024-02-26 10:00", 3, Unit.CALENDAR_DAYS, "2024-02-29 17:30"),  # 29 February
        ("2026-01-05 10:00", 1, Unit.WEEKS, "2026-01-12 17:30"),
        ("2026-02-08 10:00", 1, Unit.WEEKS, "2026-02-24 17:30"),
    ],
)
def test_due_at_follows_the_unit(start, amount, unit, due):
    assert due_at(cn(start), amount, unit, CHINA) == cn(due)


def test_due_at_counts_days_in_the_time_zone_of_the_company():
    late_in_china = datetime(2026, 1, 5, 16, 30, tzinfo=UTC)  # already the 6th in Shanghai
    assert due_at(late_in_china, 3, Unit.CALENDAR_DAYS, CHINA) == cn("2026-01-09 17:30")


def test_units_are_plain_data():
    assert due_at(cn("2026-01-05 10:00"), 1, "weeks", CHINA) == cn("2026-01-12 17:30")


@pytest.mark.parametrize("amount", [0, -1])
@pytest.mark.parametrize("unit", list(Unit))
def test_due_at_refuses_a_duration_of_zero(amount, unit):
    with pytest.raises(InvalidInput) as refusal:
        due_at(cn("2026-01-05 10:00"), amount, unit, CHINA)
    assert refusal.value.field == "amount"


def test_moment_without_time_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        due_at(datetime(2026, 1, 5), 1, Unit.WEEKS, CHINA)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("start", "unit", "amount", "due"),
    [
        # Clocks go forward on 29 March 2026 at 02:00 and back on 25 October 2026 at 03:00.
        (de("2026-03-28 12:00"), Unit.ELAPSED_HOURS, 24, de("2026-03-29 13:00")),
        (de("2026-10-24 12:00"), Unit.ELAPSED_HOURS, 24, de("2026-10-25 11:00")),
        (de("2026-03-29 01:59"), Unit.ELAPSED_MINUTES, 3, de("2026-03-29 03:02")),
        (de("2026-10-25 02:59"), Unit.ELAPSED_MINUTES, 3, de("2026-10-25 02:02", fold=1)),
        (de("2026-03-27 17:25"), Unit.WORKING_MINUTES, 10, de("2026-03-30 08:35")),
        (de("2026-10-23 17:25"), Unit.WORKING_MINUTES, 10, de("2026-10-26 08:35")),
        (de("2026-03-27 10:00"), Unit.CALENDAR_DAYS, 3, de("2026-03-30 17:30")),
        (de("2026-10-23 10:00"), Unit.CALENDAR_DAYS, 3, de("2026-10-26 17:30")),
    ],
)
def test_due_at_is_correct_when_clocks_change(start, unit, amount, due):
    assert due_at(start, amount, unit, GERMANY).astimezone(UTC) == due.astimezone(UTC)


@pytest.mark.parametrize(("day", "hours"), [("2026-03-29", 23), ("2026-03-30", 24), ("2026-10-25", 25)])
def test_day_of_24_working_hours_is_as_long_as_the_day(day, hours):
    start = de(day)
    end = datetime.combine(start.date() + timedelta(days=1), time(0), BERLIN)
    assert ROUND_THE_CLOCK.working_between(start, end) == timedelta(hours=hours)


def test_hours_that_come_twice_are_worked_twice():
    night = Calendar(BERLIN, {6: (Period(time(1), time(2, 30)),)})
    assert night.working_between(de("2026-10-25 00:00"), de("2026-10-25 12:00")) == minutes(150)
    assert night.working_between(de("2026-10-18 00:00"), de("2026-10-18 12:00")) == minutes(90)


def test_hours_that_are_skipped_do_not_run_backwards():
    night = Calendar(BERLIN, {6: (Period(time(1), time(2, 30)),)})
    assert night.working_between(de("2026-03-29 00:00"), de("2026-03-29 12:00")) == minutes(90)


@pytest.mark.parametrize(
    ("unit", "amount", "pauses", "due"),
    [
        (Unit.ELAPSED_HOURS, 24, [], "2026-01-06 10:00"),
        (Unit.ELAPSED_HOURS, 24, [("05 12:00", "05 18:00")], "2026-01-06 16:00"),
        (Unit.ELAPSED_HOURS, 24, [("05 12:00", None)], None),
        # Overlapping, touching and empty pauses count once; before the start they do not count.
        (Unit.ELAPSED_HOURS, 24, [("05 12:00", "05 18:00"), ("05 15:00", "05 20:00")], "2026-01-06 18:00"),
        (Unit.ELAPSED_HOURS, 24, [("05 12:00", "05 13:00"), ("05 13:00", "05 14:00")], "2026-01-06 12:00"),
        (Unit.ELAPSED_HOURS, 24, [("05 12:00", "05 20:00"), ("05 13:00", "05 14:00")], "2026-01-06 18:00"),
        (Unit.ELAPSED_HOURS, 24, [("05 12:00", "05 12:00")], "2026-01-06 10:00"),
        (Unit.ELAPSED_HOURS, 24, [("05 08:00", "05 11:00")], "2026-01-06 11:00"),
        (Unit.ELAPSED_HOURS, 24, [("05 08:00", "05 10:00")], "2026-01-06 10:00"),
        # Pausing at or after the due moment changes nothing.
        (Unit.ELAPSED_HOURS, 24, [("06 10:00", None)], "2026-01-06 10:00"),
        (Unit.ELAPSED_HOURS, 24, [("06 10:00", "07 10:00")], "2026-01-06 10:00"),
        (Unit.ELAPSED_HOURS, 24, [("06 09:59", "07 10:00")], "2026-01-07 10:01"),
        # Working time: only paused working time delays it.
        (Unit.WORKING_MINUTES, 60, [("05 10:30", "05 11:00")], "2026-01-05 11:30"),
        (Unit.WORKING_MINUTES, 60, [("05 10:30", "05 12:30")], "2026-01-05 14:00"),
        (Unit.WORKING_MINUTES, 60, [("05 10:30", "06 07:00")], "2026-01-06 09:00"),
        (Unit.WORKING_MINUTES, 180, [("05 12:00", "05 13:30")], "2026-01-05 14:30"),
        (Unit.WORKING_MINUTES, 60, [("05 10:30", None)], None),
        # Days: paused working time is given back, from the day after the report on, and nothing else.
        (Unit.CALENDAR_DAYS, 3, [("05 11:00", "05 17:29")], "2026-01-08 17:30"),
        (Unit.CALENDAR_DAYS, 3, [("06 11:00", "07 09:00")], "2026-01-09 15:30"),
        (Unit.CALENDAR_DAYS, 3, [("05 17:31", "06 08:00")], "2026-01-08 17:30"),
        (Unit.CALENDAR_DAYS, 3, [("06 17:30", "07 08:00")], "2026-01-08 17:30"),
        (Unit.CALENDAR_DAYS, 3, [("06 17:00", "06 17:30")], "2026-01-09 09:00"),
        (Unit.CALENDAR_DAYS, 3, [("06 17:00", "06 18:00")], "2026-01-09 09:00"),
        (Unit.CALENDAR_DAYS, 3, [("06 08:30", "07 08:30")], "2026-01-09 17:30"),
        (Unit.CALENDAR_DAYS, 3, [("06 08:30", "08 08:30")], "2026-01-12 17:30"),  # via the weekend
        (Unit.CALENDAR_DAYS, 3, [("06 11:00", None)], None),
        (Unit.CALENDAR_DAYS, 3, [("08 17:30", "12 09:00")], "2026-01-08 17:30"),
        (Unit.CALENDAR_DAYS, 3, [("08 17:29", "08 17:30")], "2026-01-09 08:31"),
        # A minute over each closing time gives back three minutes, not three days.
        (
            Unit.CALENDAR_DAYS,
            3,
            [("06 17:29", "06 17:31"), ("07 17:29", "07 17:31"), ("08 17:29", "08 17:31")],
            "2026-01-09 08:33",
        ),
        (Unit.CALENDAR_DAYS, 5, [("10 10:00", "11 20:00")], "2026-01-12 17:30"),  # a weekend
        (Unit.WEEKS, 1, [("06 08:30", "07 08:30")], "2026-01-13 17:30"),
    ],
)
def test_due_is_delayed_by_pauses(unit, amount, pauses, due):
    stops = [Pause(cn(f"2026-01-{start}"), cn(f"2026-01-{end}") if end else None) for start, end in pauses]
    moved = due_with_pauses(cn("2026-01-05 10:00"), amount, unit, CHINA, stops)
    assert moved == (cn(due) if due else None)


def test_used_leaves_pauses_out():
    start, now = cn("2026-01-05 10:00"), cn("2026-01-05 14:00")
    pauses = [Pause(cn("2026-01-05 11:00"), cn("2026-01-05 11:30")), Pause(cn("2026-01-05 13:45"))]
    assert used(start, now, Unit.ELAPSED_HOURS, CHINA) == minutes(240)
    assert used(start, now, Unit.ELAPSED_HOURS, CHINA, pauses) == minutes(195)
    assert used(start, now, Unit.WORKING_MINUTES, CHINA, pauses) == minutes(105)
    assert used(now, start, Unit.WORKING_MINUTES, CHINA) == minutes(0)


def test_lateness_begins_after_the_exact_moment():
    due = cn("2026-01-05 10:00")
    assert lateness(due, due) == minutes(0)
    assert lateness(due, due - minutes(5)) == minutes(0)
    assert lateness(due, due + timedelta(microseconds=1)) == timedelta(microseconds=1)
    assert lateness(None, due) == minutes(0)


@pytest.mark.parametrize(
    "periods",
    [
        (Period(time(8), time(12)), Period(time(11), time(15))),
        (Period(time(8), time(0)), Period(time(11), time(15))),
    ],
)
def test_overlapping_periods_are_refused(periods):
    with pytest.raises(ValueError, match="overlap"):
        Calendar(SHANGHAI, {0: periods})


def test_adjoining_periods_are_joined():
    calendar = Calendar(SHANGHAI, {0: (Period(time(12), time(15)), Period(time(8), time(12)))})
    assert calendar.add_working(cn("2026-01-05 11:00"), minutes(120)) == cn("2026-01-05 13:00")


def test_impossible_values_are_refused():
    with pytest.raises(ValueError, match="period"):
        Period(time(8), time(8))
    with pytest.raises(ValueError, match="period"):
        Period(time(12), time(8))
    with pytest.raises(ValueError, match="working period"):
        Calendar(SHANGHAI, {})
    with pytest.raises(ValueError, match="pause"):
        Pause(cn("2026-01-05 10:00"), cn("2026-01-05 09:00"))


def test_deadline_years_away_is_counted_by_days():
    ten_years = minutes(450 * 260 * 10)
    end = CHINA.add_working(cn("2026-01-05 08:30"), ten_years)
    assert 2035 <= end.year <= 2037
    assert len(CHINA._cache) < 4100


FIRST_DAY = datetime(2025, 12, 1, tzinfo=UTC)
moments = st.timedeltas(timedelta(0), timedelta(days=365)).map(FIRST_DAY.__add__)
calendars = st.sampled_from([CHINA, GERMANY, ROUND_THE_CLOCK])
spans = st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=20))


@given(calendars, moments, spans)
def test_working_between_inverts_add_working(calendar, start, amount):
    end = calendar.add_working(start, amount)
    assert calendar.working_between(start, end) == amount
    assert calendar.working_between(calendar.add_working(end, -amount), end) == amount


@given(calendars, moments, spans, spans)
def test_add_working_in_two_steps_equals_one_step(calendar, start, first, second):
    assert calendar.add_working(calendar.add_working(start, first), second) == (
        calendar.add_working(start, first + second) if second else calendar.add_working(start, first)
    )


@given(calendars, moments, moments, moments)
def test_working_between_adds_up(calendar, first, second, third):
    between = calendar.working_between
    assert between(first, second) + between(second, third) == between(first, third)


@given(
    calendars,
    moments,
    st.sampled_from(list(Unit)),
    st.integers(min_value=1, max_value=200),
    st.lists(st.tuples(st.timedeltas(timedelta(0), timedelta(days=30)), spans), max_size=4),
)
def test_deadline_is_never_shortened_by_a_pause_nor_within_one(calendar, start, unit, amount, stops):
    pauses = [Pause(start + begin, start + begin + length) for begin, length in stops]
    plain = due_at(start, amount, unit, calendar)
    due = due_with_pauses(start, amount, unit, calendar, pauses)
    assert due >= plain
    assert not any(pause.start < due < pause.end for pause in pauses)
    if unit == Unit.WORKING_MINUTES:
        assert used(start, due, unit, calendar, pauses) == minutes(amount)


@given(
    calendars,
    moments,
    st.sampled_from([Unit.CALENDAR_DAYS, Unit.WEEKS, Unit.WORKING_MINUTES]),
    st.integers(min_value=1, max_value=20),
    st.lists(st.tuples(st.timedeltas(timedelta(0), timedelta(days=30)), spans), max_size=6),
)
def test_pauses_give_back_the_paused_working_time_and_nothing_more(calendar, start, unit, amount, stops):
    pauses = [Pause(start + begin, start + begin + length) for begin, length in stops]
    plain = due_at(start, amount, unit, calendar)
    due = due_with_pauses(start, amount, unit, calendar, pauses)
    runs_from = start if unit == Unit.WORKING_MINUTES else calendar.day_end(calendar.date_of(start))
    counted = [Pause(max(p.start, runs_from), p.end) for p in pauses if p.end > runs_from]
    if runs_from <= plain:
        assert used(runs_from, due, Unit.WORKING_MINUTES, calendar, counted) == calendar.working_between(
            runs_from, plain
        )
