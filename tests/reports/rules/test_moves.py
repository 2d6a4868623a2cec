"""How sure a change is: the same test for a metric on every page and in every report."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from reports.enums import Unit
from reports.rules.certainty import Certainty
from reports.rules.metric import Counts
from reports.rules.metrics import METRICS, metric_of
from reports.rules.moves import Counted, move_of, sure_of
from reports.rules.periods import Span

pytestmark = pytest.mark.once
MONTH, BEFORE = Span(date(2026, 11, 1), date(2026, 11, 30)), Span(date(2026, 10, 1), date(2026, 10, 31))


def sure(code, now, before, earlier=()):
    return sure_of(metric_of(code), Counted(Counts(*now), MONTH), Counted(Counts(*before), BEFORE), earlier)


def numbers(*values):
    return tuple(Decimal(value) for value in values)


@pytest.mark.parametrize(
    ("code", "now", "before", "test", "verdict"),
    [
        ("first_reply_in_time", (640, 1000), (708, 1000), "proportions", "significant"),
        # more than one standard deviation, which chance explains
        ("first_reply_in_time", (962, 1000), (950, 1000), "proportions", "usual"),
        ("complaints_logged", (96,), (112,), "poisson", "usual"),
        ("complaints_logged", (30,), (10,), "poisson", "significant"),
        ("complaints_per_thousand", (30, 3000), (30, 1000), "poisson", "significant"),
        ("satisfaction_index", (800, 10, 65_000), (850, 10, 73_000), "means", "usual"),
        ("satisfaction_index", (800, 4, 65_000), (850, 10, 73_000), "none", "unknown"),
        ("nps", (60, 100, 0, 10), (30, 100, 0, 30), "means", "significant"),
        ("late_now", (90,), (10,), "none", "unknown"),  # the state of a moment has no chance in it
    ],
)
def test_each_unit_has_its_test(code, now, before, test, verdict):
    found = sure(code, numbers(*now), numbers(*before))
    assert (found.test, found.verdict) == (test, verdict)


def test_amount_is_compared_with_the_periods_before_the_first_of_which_had_one():
    earlier = [Decimal(value) for value in (0, 0, 10, 11, 9, 10, 11, 9)]
    assert sure("refunds_paid", numbers(16), numbers(9), earlier).verdict == "significant"
    assert sure("refunds_paid", numbers(11), numbers(9), earlier).verdict == "usual"
    assert sure("refunds_paid", numbers(16), numbers(9), earlier[-3:]).verdict == "unknown"


def test_every_unit_can_be_judged():
    far = timedelta(days=365)
    for metric in METRICS:
        counts = Counts(*numbers(30, 60, 900, 10)) if metric.denominator else Counts(Decimal(30))
        now, before = Counted(counts, MONTH), Counted(counts, Span(MONTH.first - far, MONTH.last - far))
        found = sure_of(metric, now, before, [Decimal(n) for n in range(1, 9)])
        assert found.verdict in (("unknown",) if metric.basis != "period" else ("usual", "significant")), metric.code
    assert {metric.unit for metric in METRICS} == set(Unit)


@pytest.mark.parametrize(
    ("verdict", "direction", "tone"),
    [("significant", "down", "bad"), ("usual", "down", ""), ("unknown", "down", "")],
)
def test_only_a_significant_change_is_good_or_bad(verdict, direction, tone):
    metric = metric_of("first_reply_in_time")
    found = move_of(metric, Counts(*numbers(90, 100)), Counts(*numbers(96, 100)), Certainty("x", 0.01, verdict))
    assert (found.direction, found.verdict, found.tone, found.change) == (direction, verdict, tone, Decimal("-6.0"))


def test_state_of_a_moment_is_good_or_bad_as_it_is():
    found = move_of(metric_of("late_now"), Counts(Decimal(9)), Counts(Decimal(4)), Certainty("none", None, "unknown"))
    assert (found.verdict, found.tone) == ("", "bad")


def test_count_beyond_the_control_limits_of_the_periods_before_is_never_usual():
    earlier = [Decimal(n) for n in (10, 20, 22, 9, 19, 23, 14, 24, 37, 38, 31)]
    assert sure("complaints_logged", numbers(45), numbers(31)).verdict == "usual"
    found = sure("complaints_logged", numbers(53), numbers(41), earlier)
    assert (found.test, found.chance, found.verdict) == ("limits", None, "significant")
    assert sure("complaints_logged", numbers(3), numbers(9), earlier).test == "limits"
    assert sure("complaints_logged", numbers(33), numbers(31), earlier).test == "poisson"


def test_count_or_amount_that_comes_back_from_beyond_the_limits_has_not_changed_significantly_by_that():
    """70 after 71 is far above what was usual, but it fell: "down, significant" would be a good sign that is none."""
    earlier = [Decimal(n) for n in (10, 20, 22, 9, 19, 23, 14, 24, 17, 18, 71)]
    for now in (70, 71):
        found = sure("complaints_logged", numbers(now), numbers(71), earlier)
        assert (found.test, found.verdict) == ("poisson", "usual"), now
    assert sure("complaints_logged", numbers(72), numbers(71), earlier).test == "limits"
    amounts = [Decimal(n) for n in (10, 11, 9, 10, 11, 9, 30)]
    assert sure("refunds_paid", numbers(29), numbers(30), amounts[:-1]).verdict == "unknown"
    assert sure("refunds_paid", numbers(31), numbers(30), amounts[:-1]).verdict == "significant"
