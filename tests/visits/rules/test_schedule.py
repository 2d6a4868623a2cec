"""When the next visit is due: a table of cases, and what always holds."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftersales.kernel.errors import InvalidInput
from visits.rules.cadence import add_months
from visits.rules.schedule import IN_TIME, CadenceRow, Exempt, Facts, check_exception, schedule

pytestmark = pytest.mark.once

ALWAYS, ENTERED = date(2000, 1, 1), date(2024, 5, 5)
HALF_YEAR = CadenceRow("important", 6, "visit", ALWAYS)
YEAR = CadenceRow("long_term", 12, "phone", ALWAYS)
CADENCE = [HALF_YEAR, YEAR]


def day(text):
    return date.fromisoformat(text)


def due(facts, cadence=CADENCE):
    found = schedule(facts, cadence)
    return found.basis, found.due_on and found.due_on.isoformat()


def important(**more):
    return Facts("important", ENTERED, **more)


@pytest.mark.parametrize(
    ("facts", "basis", "expected"),
    [
        (important(), "cadence", "2024-11-05"),  # counted from the day the customer was entered
        (important(since=day("2024-02-29")), "cadence", "2024-08-29"),
        (important(since=day("2024-02-29"), last_visit_on=day("2025-08-31")), "cadence", "2026-02-28"),
        (Facts("long_term", ENTERED, last_visit_on=day("2024-02-29")), "cadence", "2025-02-28"),
        (Facts("long_term", ENTERED, last_visit_on=day("2023-02-28")), "cadence", "2024-02-28"),
        (Facts("prospect", ENTERED), "no_cadence", None),
        (important(barred="opted_out"), "opted_out", None),
        (important(barred="erased"), "erased", None),
    ],
)
def test_due_day_counts_from_the_last_visit(facts, basis, expected):
    assert due(facts) == (basis, expected)


@pytest.mark.parametrize(
    ("tiers", "last", "expected"),
    [
        # a promoted customer whose last visit is long ago gets a first date soon
        ([(day("2019-01-01"), "ordinary"), (day("2026-03-01"), "important")], "2020-06-01", "2026-03-29"),
        # one who was visited lately keeps counting from that visit
        ([(day("2019-01-01"), "long_term"), (day("2026-03-01"), "important")], "2025-12-01", "2026-06-01"),
        # nobody is later by a promotion
        ([(day("2019-01-01"), "long_term"), (day("2026-03-01"), "important")], "2025-03-05", "2026-03-05"),
        # what was due before a demotion stays due
        ([(day("2019-01-01"), "important"), (day("2026-03-01"), "long_term")], "2025-08-01", "2026-02-01"),
        ([(day("2019-01-01"), "important"), (day("2026-03-01"), "long_term")], "2025-10-01", "2026-10-01"),
        ([(day("2019-01-01"), "important"), (day("2026-03-01"), "prospect")], "2025-08-01", None),
    ],
)
def test_due_day_follows_the_tier(tiers, last, expected):
    facts = Facts(tiers[-1][1], ENTERED, last_visit_on=day(last), tiers=tiers)
    assert due(facts)[1] == expected


@pytest.mark.parametrize(
    ("months", "last", "expected"),
    [
        (3, "2025-11-20", "2026-02-20"),
        (3, "2025-08-01", "2026-01-29"),  # overdue by the change: four weeks, but not later than before
        (3, "2025-07-10", "2026-01-10"),
        (9, "2025-07-10", "2026-04-10"),
        (9, "2025-05-10", "2025-11-10"),  # was due before the change
    ],
)
def test_due_day_follows_a_cadence_that_changes_on_a_day(months, last, expected):
    rows = [replace(HALF_YEAR, last=day("2025-12-31")), CadenceRow("important", months, "phone", day("2026-01-01"))]
    assert due(important(last_visit_on=day(last)), rows) == ("cadence", expected)


@pytest.mark.parametrize(
    ("exception", "basis", "expected"),
    [
        (Exempt("often", months=2), "often", "2026-03-10"),
        (Exempt("often", months=9), "cadence", "2026-07-10"),
        (Exempt("often", months=2, until=day("2026-03-09")), "cadence", "2026-07-10"),
        (Exempt("often", months=2, until=day("2026-03-10")), "often", "2026-03-10"),
        (Exempt("not_before", not_before=day("2026-06-01")), "cadence", "2026-07-10"),
        (Exempt("not_before", not_before=day("2026-08-01")), "not_before", "2026-08-29"),
        (Exempt("paused", until=day("2026-07-31")), "paused", "2026-08-29"),
        (Exempt("paused", until=day("2026-07-09")), "cadence", "2026-07-10"),
        (Exempt("no_phone"), "cadence", "2026-07-10"),
    ],
)
def test_due_day_follows_an_exception(exception, basis, expected):
    facts = important(last_visit_on=day("2026-01-10"), exceptions=[exception])
    assert due(facts) == (basis, expected)


@pytest.mark.parametrize(("until", "channel"), [(None, "visit"), ("2025-02-04", "phone"), ("2025-02-05", "visit")])
def test_channel_is_no_call_where_calls_are_excepted(until, channel):
    exception = Exempt("no_phone", until=until and day(until))
    facts = Facts("long_term", ENTERED, last_visit_on=day("2024-02-05"), exceptions=[exception])
    assert schedule(facts, CADENCE).channel == channel


def test_customer_of_a_tier_without_cadence_can_be_visited_by_an_exception():
    facts = Facts("ordinary", ENTERED, last_visit_on=day("2026-01-10"), exceptions=[Exempt("often", months=4)])
    assert due(facts) == ("often", "2026-05-10")


DAYS = st.dates(date(2015, 1, 1), date(2030, 12, 31))
TIERS = st.sampled_from(["important", "long_term", "ordinary"])
EXCEPTIONS = st.lists(
    st.one_of(
        st.builds(Exempt, st.just("often"), st.integers(1, 24), st.none(), st.one_of(st.none(), DAYS)),
        st.builds(Exempt, st.just("not_before"), st.none(), DAYS),
        st.builds(Exempt, st.just("paused"), st.none(), st.none(), DAYS),
        st.builds(Exempt, st.just("no_phone")),
    ),
    max_size=4,
    unique_by=lambda one: one.kind,
)


@st.composite
def facts_and_cadence(draw):
    """Customers with any tiers, exceptions and visits, and a cadence that changes on any day."""
    turns = sorted(draw(st.sets(DAYS, max_size=3)))
    tiers = [(since, draw(TIERS)) for since in turns]
    facts = Facts(
        tier=tiers[-1][1] if tiers else draw(TIERS),
        entered_on=draw(DAYS),
        since=draw(st.one_of(st.none(), DAYS)),
        last_visit_on=draw(st.one_of(st.none(), DAYS)),
        tiers=tiers,
        exceptions=draw(EXCEPTIONS),
    )
    change = draw(DAYS)
    rows = []
    for tier in ("important", "long_term"):
        before, after = draw(st.integers(1, 24)), draw(st.integers(1, 24))
        rows.append(CadenceRow(tier, before, "phone", ALWAYS, change - timedelta(days=1)))
        rows.append(CadenceRow(tier, after, "phone", change))
    return facts, rows


@given(facts_and_cadence())
def test_due_day_is_never_later_than_the_interval(case):
    """Counted from the last visit; a change or a pause gives four weeks at most."""
    facts, rows = case
    found = schedule(facts, rows)
    if found.due_on is None:
        lasting = any(one.kind == "often" and one.until is None for one in facts.exceptions)
        assert facts.tier == "ordinary" and not lasting
        return
    start = found.counted_from
    assert found.due_on > start
    intervals = [row.months for row in rows if row.tier == facts.tier]
    intervals += [one.months for one in facts.exceptions if one.kind == "often"]
    changes = [since for since, _tier in facts.tiers] + [row.first for row in rows]
    changes += [one.until + timedelta(days=1) for one in facts.exceptions if one.kind == "often" and one.until]
    changed = [moment + IN_TIME for moment in changes if moment > start]
    limits = [add_months(start, max(intervals)), *changed]
    if found.earliest_on:
        limits.append(found.earliest_on + IN_TIME)
        assert found.due_on >= found.earliest_on
    assert found.due_on <= max(limits)


@given(facts_and_cadence(), st.integers(1, 24), DAYS)
def test_exceptions_only_move_the_due_day_where_they_may(case, months, until):
    facts, rows = case
    plain = replace(facts, exceptions=())
    usual = schedule(plain, rows).due_on
    often = schedule(replace(plain, exceptions=[Exempt("often", months=months)]), rows).due_on
    paused = schedule(replace(plain, exceptions=[Exempt("paused", until=until)]), rows).due_on
    assert often is not None and (usual is None or often <= usual)
    assert paused == (usual if usual is None or usual > until else until + timedelta(days=1) + IN_TIME)


@given(facts_and_cadence())
def test_rows_that_change_nothing_change_nothing(case):
    """Cutting a row of the cadence in two equal ones leaves every due day where it is."""
    facts, rows = case
    middle = date(2022, 6, 15)
    cut = []
    for row in rows:
        if row.first < middle and (row.last is None or row.last >= middle):
            cut += [replace(row, last=middle - timedelta(days=1)), replace(row, first=middle)]
        else:
            cut.append(row)
    assert schedule(facts, cut) == schedule(facts, rows)


@pytest.mark.parametrize(
    ("kind", "given", "field"),
    [
        ("often", {}, "months"),
        ("often", {"months": 0}, "months"),
        ("often", {"months": 6}, "months"),  # as often as the tier
        ("not_before", {}, "not_before"),
        ("not_before", {"not_before": "2026-01-01"}, "not_before"),
        ("paused", {}, "until"),
        ("paused", {"until": "2027-03-04"}, "until"),
        ("no_phone", {"until": "2026-03-01"}, "until"),
    ],
)
def test_exception_that_says_nothing_or_too_much_is_refused(kind, given, field):
    given = {name: day(value) if isinstance(value, str) else value for name, value in given.items()}
    asked = {"months": None, "not_before": None, "until": None} | given
    with pytest.raises(InvalidInput) as refused:
        check_exception(kind, **asked, today=day("2026-03-02"), tier=6)
    assert refused.value.field == field
