"""Every SLA target of a new installation, at its exact boundary: weekdays, weekends, holidays, make-up days, pauses.

The rows are read back from the database, as they were installed.
"""

from datetime import date, datetime, time, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest

from aftersales.kernel.worktime import Calendar, Pause, Period
from complaints.enums import Kind, QualityClass, SlaUnit
from complaints.models import SlaPolicy
from complaints.queries.settings import sla_target_value
from complaints.rules.sla_defaults import contradictions, turns
from complaints.rules.sla_targets import applicable, sla_status, target_under
from complaints.services.installation import install_defaults
from customers.enums import Channel
from tests.factories import NOW

pytestmark = [pytest.mark.once, pytest.mark.django_db]

SHANGHAI = ZoneInfo("Asia/Shanghai")
HOURS = (Period(time(8, 30), time(12)), Period(time(13, 30), time(17, 30)))
# New Year 2026 as it was decreed: off from Thursday to Saturday, Sunday the 4th made up for it.
HOUSE = Calendar(
    SHANGHAI,
    dict.fromkeys(range(5), HOURS),
    holidays=frozenset(date(2026, 1, day) for day in (1, 2, 3)),
    workdays=frozenset({date(2026, 1, 4)}),
)
SECOND = timedelta(seconds=1)
RING, MAIL, CALL, NET = ("hotline", "walk_in"), ("email", "letter", "fax"), ("phone", "visit"), ("web", "chat")


def cn(text):
    """05 10:00 is in January, 12-31 17:25 in December before."""
    day = f"2025-{text}" if text[2] == "-" else f"2026-01-{text}"
    return datetime.fromisoformat(day).replace(tzinfo=SHANGHAI)


# Channels, quality classes, start, pauses (from, until), due. Monday was the 5th.
FIRST_REPLY = [
    (RING, "05 10:00", [], "05 10:03"),
    (RING, "05 11:58", [], "05 12:01"),  # into the break
    (RING, "10 23:58", [], "11 00:01"),  # at night, at the weekend
    (RING, "01 12:00", [], "01 12:03"),  # on a holiday
    (RING, "05 10:00", [("05 10:01", "05 10:31")], "05 10:33"),
    (RING, "05 10:00", [("05 10:03", "05 10:31")], "05 10:03"),  # paused at the due moment
    (CALL, "05 10:00", [], "06 10:00"),
    (CALL, "09 16:00", [], "10 16:00"),  # over the weekend
    (CALL, "12-31 17:00", [], "01 17:00"),  # over the holiday
    (CALL, "04 09:00", [], "05 09:00"),  # from the make-up day
    (CALL, "05 10:00", [("05 11:00", "06 11:00")], "07 10:00"),
    (CALL, "05 10:00", [("05 11:00", "05 12:00"), ("05 14:00", "05 15:30")], "06 12:30"),
    (MAIL, "05 10:00", [], "07 10:00"),
    (MAIL, "09 10:00", [], "11 10:00"),
    (MAIL, "12-31 17:00", [], "02 17:00"),
    (MAIL, "05 10:00", [("06 00:00", "08 00:00")], "09 10:00"),
    (NET, "05 10:00", [], "05 10:10"),
    (NET, "05 11:55", [], "05 13:35"),  # over the break
    (NET, "05 11:50", [], "05 12:00"),  # just before it
    (NET, "09 17:25", [], "12 08:35"),  # over the weekend
    (NET, "10 12:00", [], "12 08:40"),
    (NET, "12-31 17:25", [], "04 08:35"),  # the make-up day is worked
    (NET, "03 12:00", [], "04 08:40"),
    (NET, "05 10:00", [("05 10:05", "05 10:35")], "05 10:40"),
    (NET, "05 17:25", [("05 17:28", "06 08:30")], "06 08:37"),
]
SOLUTION = [
    (("",), "05 10:00", [], "12 17:30"),
    (("",), "05 23:59", [], "12 17:30"),
    (("",), "10 10:00", [], "19 17:30"),  # a week later is a Saturday
    (("",), "12-26 10:00", [], "04 17:30"),  # a week later is a holiday, the next workday the make-up day
    (("",), "05 10:00", [("07 09:00", "08 09:00")], "13 17:30"),
    (("intrinsic",), "05 10:00", [], "12 17:30"),
    (("intrinsic",), "12-25 10:00", [], "04 17:30"),
    (("intrinsic",), "12-28 10:00", [], "04 17:30"),
    (("intrinsic",), "05 10:00", [("06 10:00", "06 17:00")], "13 15:30"),  # 5.5 working hours
    (("intrinsic",), "05 10:00", [("06 10:00", "06 17:29:59")], "13 15:59:59"),
    (("intrinsic",), "05 10:00", [("06 10:00", "06 17:30")], "13 16:00"),
    (("intrinsic",), "05 10:00", [("06 10:00", "07 08:30")], "13 16:00"),  # the night gives nothing
    (("intrinsic",), "05 10:00", [("06 17:29", "06 17:31"), ("07 17:29", "07 17:31")], "13 08:32"),
    (("extrinsic",), "05 10:00", [], "08 17:30"),
    (("extrinsic",), "08 10:00", [], "12 17:30"),  # three days later is a Sunday
    (("extrinsic",), "12-29 10:00", [], "04 17:30"),
    (("extrinsic",), "01 10:00", [], "04 17:30"),
    (("extrinsic",), "05 10:00", [("06 10:00", "07 10:00")], "09 17:30"),
]  # fmt: skip


@pytest.fixture
def rules():
    install_defaults(actor=None, now=NOW)
    return [sla_target_value(row) for row in SlaPolicy.objects.all()]


def due(rules, code, *, channel, quality_class, start, pauses):
    stops = [Pause(*map(cn, pause)) for pause in pauses]
    found = applicable(rules, kind="complaint", channel=channel, quality_class=quality_class)
    rule = next(rule for rule in found if rule.code == code)
    return target_under(rule, start=cn(start), calendar=HOUSE, pauses=stops).due_at


def test_every_first_reply_target_at_its_boundary(rules):
    for channels, start, pauses, expected in FIRST_REPLY:
        for channel, quality_class in product(channels, QualityClass.values):
            found = due(rules, "first_reply", channel=channel, quality_class=quality_class, start=start, pauses=pauses)
            assert_boundary(found, cn(expected), (channel, start, pauses))


def test_every_solution_target_at_its_boundary(rules):
    for classes, start, pauses, expected in SOLUTION:
        for quality_class, channel in product(classes, Channel.values):
            found = due(rules, "solution", channel=channel, quality_class=quality_class, start=start, pauses=pauses)
            assert_boundary(found, cn(expected), (quality_class, start, pauses))


def assert_boundary(found, expected, case):
    """One second before, at, and after; open and met."""
    assert found == expected, case
    assert [
        sla_status(due_at=found, warn_at=None, met_at=None, now=expected + shift)
        for shift in (-SECOND, 0 * SECOND, SECOND)
    ] == ["running", "running", "late"]
    assert [
        sla_status(due_at=found, warn_at=None, met_at=expected + shift, now=expected + 9 * SECOND)
        for shift in (-SECOND, 0 * SECOND, SECOND)
    ] == ["met", "met", "met_late"]


def test_every_default_policy_is_tested(rules):
    """Each installed row applies to some line of the tables above."""
    used = set()
    for channels, *_rest in FIRST_REPLY:
        used |= {r for c in channels for r in applicable(rules, kind="repair", channel=c) if r.code == "first_reply"}
    for classes, *_rest in SOLUTION:
        for name in classes:
            found = applicable(rules, kind="repair", channel="fax", quality_class=name)
            used |= {rule for rule in found if rule.code == "solution"}
    assert used == set(rules)
    assert len(rules) == 7


def test_default_policies_cover_every_ticket_without_contradiction(rules):
    scope = {"kinds": Kind.values, "channels": Channel.values, "classes": QualityClass.values}
    assert contradictions(rules) == []
    kept = list(turns([], rules, **scope))
    assert len(kept) == 2 * len(Kind.values) * len(Channel.values) * len(QualityClass.values)
    assert {rule.unit for rule in rules} <= set(SlaUnit.values)
