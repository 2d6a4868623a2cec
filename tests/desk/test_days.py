"""The groups of the start page: strictly by the day on which something is due, with one form for moments."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override

from aftersales.desk.days import by_day, needs_attention, up_next

HERE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 20, 14, 32, tzinfo=HERE)  # a Friday
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def item(due=None, state="ok", **more):
    return {"due": due, "state": state, **more}


def groups(*items):
    with override("en"):
        return [(group.title, [row["when"] for row in group.items]) for group in by_day(items, NOW)]


@pytest.mark.parametrize(
    ("one", "title", "when"),
    [
        (item(NOW - 42 * timedelta(minutes=1), "late"), "Overdue", "42 min late"),
        (item(NOW + HOUR, "due"), "Today", "15:32"),
        (item(NOW + HOUR, "ok"), "Today", "15:32"),
        (item(datetime(2026, 11, 20, 23, 59, tzinfo=HERE), "due"), "Today", "all day"),
        (item(NOW + 10 * HOUR, "due"), "Sat\u00a021\u00a0Nov", "00:32"),
        (item(NOW + 3 * DAY), "Mon\u00a023\u00a0Nov", "14:32"),
        (item(datetime(2026, 11, 25, 23, 59, tzinfo=HERE)), "Wed\u00a025\u00a0Nov", "all day"),
        (item(NOW + 40 * DAY), "Later", "Wed\u00a030\u00a0Dec"),
        (item(None, "paused", since=NOW - 2 * DAY), "Paused", "2 d"),
        (item(NOW + HOUR, "paused", since=NOW - HOUR), "Paused", "1 h"),
        (item(None, "due", since=NOW - 5 * HOUR), "Waiting for you", "5 h"),
        (item(NOW - 3 * HOUR, "due", is_sla_target=False), "Waiting for you", "3 h"),
        (item(), "Without a due date", "–"),
    ],
)
def test_group_and_moment(one, title, when):
    assert groups(one) == [(title, [when])]


def test_groups_come_in_the_order_of_time_and_the_latest_first():
    found = groups(
        item(NOW + 3 * DAY),
        item(None, "paused", since=NOW - DAY),
        item(NOW + HOUR, "due"),
        item(NOW - HOUR, "late"),
        item(NOW - 9 * HOUR, "late"),
        item(None, "due", since=NOW - HOUR),
        item(NOW + DAY),
    )
    assert [title for title, _rows in found] == [
        "Overdue",
        "Today",
        "Waiting for you",
        "Sat\u00a021\u00a0Nov",
        "Mon\u00a023\u00a0Nov",
        "Paused",
    ]
    assert found[0][1] == ["9 h late", "1 h late"]


def test_attention_is_what_is_overdue_due_today_or_waits():
    found = by_day([item(NOW - HOUR, "late"), item(NOW + HOUR), item(None, "due", since=NOW), item(NOW + DAY)], NOW)
    assert needs_attention(found) == 3


@pytest.mark.parametrize(
    ("one", "is_next"),
    [
        (item(NOW + HOUR), True),
        (item(NOW + 24 * HOUR - timedelta(minutes=1)), True),
        (item(NOW + 24 * HOUR), False),
        (item(NOW - HOUR, "late"), False),
        (item(NOW + HOUR, "paused"), False),
        (item(NOW + HOUR, is_sla_target=False), False),
        (item(), False),
    ],
)
def test_up_next_is_due_within_a_day(one, is_next):
    assert (up_next([one], NOW) is one) is is_next


def test_the_earliest_is_up_next():
    first, second = item(NOW + HOUR), item(NOW + 2 * HOUR)
    assert up_next([second, first], NOW) is first
