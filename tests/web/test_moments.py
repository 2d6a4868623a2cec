from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation

from aftersales.web import moments

pytestmark = pytest.mark.once
NOW = datetime(2026, 11, 20, 6, 32, tzinfo=UTC)  # Friday 14:32 in Shanghai


@pytest.mark.parametrize(
    ("delta", "english", "chinese"),
    [
        (timedelta(minutes=28), "28 min left", "还剩 28 分"),
        (timedelta(minutes=-42), "42 min late", "超 42 分"),
        (timedelta(seconds=20), "1 min left", "还剩 1 分"),
        (timedelta(hours=1, minutes=52), "1 h 52 min left", "还剩 1 小时 52 分"),
        (timedelta(hours=30), "1 d 6 h left", "还剩 1 天 6 小时"),
        (timedelta(days=-5, hours=-3), "5 d late", "超 5 天"),
    ],
)
def test_time_left_is_shown_in_both_languages(delta, english, chinese):
    with translation.override("en"):
        assert moments.time_left(NOW + delta, NOW) == english
    with translation.override("zh-hans"):
        assert moments.time_left(NOW + delta, NOW) == chinese


@pytest.mark.parametrize(
    ("value", "english", "chinese"),
    [
        (NOW + timedelta(minutes=28), "15:00", "15:00"),
        (NOW + timedelta(days=3), "Mon~14:32", "周一~14:32"),
        (NOW + timedelta(days=14), "Fri~4~Dec", "12~月~4~日~周五"),
        (NOW - timedelta(days=2), "11-18 14:32", "11-18 14:32"),
        (NOW + timedelta(days=60), "2027-01-19", "2027-01-19"),
        (date(2026, 11, 20), "today", "今天"),
        (date(2026, 11, 23), "Mon", "周一"),
    ],
)
def test_short_when_leaves_out_what_is_obvious(value, english, chinese):
    """~ stands for a space at which no line ends."""
    with translation.override("en"):
        assert moments.short_when(value, NOW) == english.replace("~", "\u00a0")
    with translation.override("zh-hans"):
        assert moments.short_when(value, NOW) == chinese.replace("~", "\u00a0")


def test_short_when_counts_days_in_the_company_s_time_zone():
    late_evening = datetime(2026, 11, 20, 16, 30, tzinfo=UTC)  # 00:30 on the 21st in Shanghai
    with translation.override("en"):
        assert moments.short_when(late_evening, NOW) == "Sat\u00a000:30"


def test_moment_names_the_year_only_when_it_differs():
    assert moments.moment(NOW, NOW) == "11-20 14:32"
    assert moments.moment(NOW - timedelta(days=365), NOW) == "2025-11-20 14:32"
    assert moments.moment(date(2026, 4, 18), NOW) == "2026-04-18"


def test_missing_moment_is_empty():
    for write in (moments.moment, moments.day, moments.short_when, moments.time_left, moments.time_to, moments.span):
        assert write(None) == ""


@pytest.mark.parametrize(
    ("seconds", "written"),
    [(8, "8 s"), (130, "2 min 10 s"), (3599, "59 min"), (19200, "5 h 20 min"), (40000, "11 h"), (172800, "2 d")],
)
def test_span_shows_at_most_two_units(seconds, written):
    with translation.override("en"):
        assert moments.span(seconds) == moments.span(timedelta(seconds=seconds)) == written
