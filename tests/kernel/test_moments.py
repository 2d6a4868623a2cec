"""Moments as people and programs write them: read as what was meant, or not at all."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aftersales.kernel.moments import read_moment

pytestmark = pytest.mark.once
CHINA = timezone(timedelta(hours=8))


def at(*parts: int) -> datetime:
    """A moment without a zone."""
    return datetime(*parts, tzinfo=UTC).replace(tzinfo=None)  # type: ignore[misc,arg-type]


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    st.datetimes(timezones=st.just(None)),
    st.none() | st.timedeltas(timedelta(hours=-23, minutes=-59), timedelta(hours=23, minutes=59)),
    st.sampled_from(["hours", "minutes", "seconds", "milliseconds", "microseconds", "auto"]),
    st.sampled_from(["T", " "]),
)
def test_every_isoformat_comes_back_as_the_same_moment(moment, offset, precision, between):
    whole = moment if offset is None else moment.replace(tzinfo=timezone(offset))
    text = whole.isoformat(between, precision)
    if between == " " and precision == "hours" and offset is None:
        return  # 2026-01-02 08 is a slip of the pen
    assert read_moment(text) == datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2026-01-02 08:15:30.123456", at(2026, 1, 2, 8, 15, 30, 123456)),
        ("2026-11-20T20:19:33.772631+08:00", datetime(2026, 11, 20, 20, 19, 33, 772631, CHINA)),
        ("2026-01-02T08:15:30.000Z", datetime(2026, 1, 2, 8, 15, 30, tzinfo=UTC)),
        ("2026-01-02T08:15:30,5", at(2026, 1, 2, 8, 15, 30, 500_000)),
        ("2026-01-02T08:15.5", at(2026, 1, 2, 8, 15, 30)),
        ("20260102T081530+0800", datetime(2026, 1, 2, 8, 15, 30, tzinfo=CHINA)),
        ("202601020815", at(2026, 1, 2, 8, 15)),
        ("2026-W01-5", date(2026, 1, 2)),
        ("2026-002", date(2026, 1, 2)),
        ("2026-01-01T24:00", at(2026, 1, 2)),
        ("2026年1月2日 8:15", at(2026, 1, 2, 8, 15)),
        ("2026年1月2日8时15分", at(2026, 1, 2, 8, 15)),
        ("2026年1月2日 下午 2:30", at(2026, 1, 2, 14, 30)),
        ("2026/1/2 上午 12:05", at(2026, 1, 2, 0, 5)),
        ("2026-1-2 凌晨12:30", at(2026, 1, 2, 0, 30)),
        ("2026-1-2 晚上8:30", at(2026, 1, 2, 20, 30)),
        ("2026-1-2 中午12点", at(2026, 1, 2, 12)),
        ("2024年3月5日 14:30", at(2024, 3, 5, 14, 30)),
        ("2026年1月2日 星期五", date(2026, 1, 2)),
        ("２０２６．１．２", date(2026, 1, 2)),
        ("2 Jan 2026 2:30 PM", at(2026, 1, 2, 14, 30)),
        ("46346", date(2026, 11, 20)),
        ("46346.5", at(2026, 11, 20, 12)),
    ],
)
def test_usual_ways_to_write_a_moment_are_read(text, meant):
    assert read_moment(text) == meant


@pytest.mark.parametrize(
    "text",
    ["", "abc", "01/02/2026", "26-1-2", "2026-13-01", "2026-02-30", "2026-01-02 8", "2026-01-02 25:00", "2026年1月",
     "上午 14:30", "2026-01-02 晚上 12:30", "2026-01-02 晚上 1:30", "2026-01-02 早上 12:30", "2026-01-02 上午 14:30", "2026-01-02T08:15:30+99:00", "2026-01-02T08:15:61", "12345", "٢٠٢٦-٠١-٠٢"],
)  # fmt: skip
def test_what_can_mean_two_moments_or_none_is_not_read(text):
    assert read_moment(text) is None


def test_form_does_not_take_a_number_for_a_day():
    assert read_moment("46346", counts=False) is None
