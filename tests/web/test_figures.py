from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils.translation import override

from aftersales.store.personal import masked_phone
from aftersales.web import figures

pytestmark = pytest.mark.once
START = datetime(2026, 11, 18, tzinfo=UTC)


def hours(count):
    return START + timedelta(hours=count)


@pytest.mark.parametrize(
    ("amount", "style", "written"),
    [
        (Decimal("12860"), "", "¥12,860.00"),
        (Decimal("12860"), "short", "¥12,860"),
        (Decimal("12860.5"), "short", "¥12,860.50"),
        (Decimal("-3"), "", "−¥3.00"),
        (Decimal("0.005"), "", "¥0.01"),
        (0, "", "¥0.00"),
        (None, "", ""),
    ],
)
def test_money_shows_cents_unless_they_are_zero(amount, style, written):
    assert figures.money(amount, style) == written


@pytest.mark.parametrize(
    ("number", "masked"),
    [("13800002406", "138 **** 2406"), ("021-5550 1234", "021 **** 1234"), ("12345", "**** 45"), ("", ""), (None, "")],
)
def test_masked_phone_hides_enough_digits(number, masked):
    assert masked_phone(number) == masked


def test_phone_groups_a_mobile_number_only():
    assert figures.phone("13800002406") == "138 0000 2406"
    assert figures.phone("021-55501234") == "021-55501234"


def test_percent_formats_a_share():
    assert figures.percent(0.968) == "96.8%"
    assert figures.percent(Decimal("0.5"), 0) == "50%"


def test_polyline_requires_two_values():
    assert figures.polyline([3], width=100, height=32, margin=4) == ""
    assert figures.polyline([1, None, 3], width=100, height=32, margin=4) == "M0.0 28.0 L100.0 4.0"
    assert figures.polyline([2, 2], width=100, height=32, margin=4) == "M0.0 28.0 L100.0 28.0"


def bar(now, pauses=()):
    return figures.sla_target_bar(started=START, due=hours(10), now=hours(now), pauses=pauses, reminders=[hours(8)])


def test_sla_target_bar_shows_running_and_paused_time():
    drawn = bar(6, pauses=[(hours(1), hours(3))])
    assert [(p["kind"], p["x"], p["width"]) for p in drawn["parts"]] == [
        ("run", 0, 10),
        ("stop", 10, 20),
        ("run", 30, 30),
    ]
    assert drawn["ticks"] == [80] and drawn["passed"] == "60%"


def test_sla_target_bar_of_an_open_pause_ends_now():
    assert [p["kind"] for p in bar(6, pauses=[(hours(4), None)])["parts"]] == ["run", "stop"]


def test_sla_target_bar_changes_at_the_due_moment():
    drawn = bar(20)
    assert [(p["kind"], p["width"]) for p in drawn["parts"]] == [("run", 50), ("over", 50)]
    assert drawn["passed"] == "100%"


def test_sla_target_bar_accepts_equal_moments():
    assert figures.sla_target_bar(started=START, due=START, now=START)["parts"] == []


def test_one_day_is_not_written_as_days():
    with override("en"):
        assert [figures.days(count) for count in (1, 2, 180)] == ["1 day", "2 days", "180 days"]
    with override("zh-hans"):
        assert [figures.days(count) for count in (1, 180)] == ["1 天", "180 天"]
