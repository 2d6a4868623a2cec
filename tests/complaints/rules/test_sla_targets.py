from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from aftersales.kernel.worktime import Calendar, Pause, Period, Unit
from complaints import enums
from complaints.rules.sla_targets import (
    DEFAULT_SLA_POLICIES,
    SlaPolicy,
    applicable,
    escalation_due,
    levels_to_tell,
    next_alert,
    sla_status,
    target_under,
    targets_of,
)
from customers.enums import Channel

pytestmark = pytest.mark.once

SHANGHAI = ZoneInfo("Asia/Shanghai")
HOURS = (Period(time(8, 30), time(12)), Period(time(13, 30), time(17, 30)))
HOUSE = Calendar(SHANGHAI, dict.fromkeys(range(5), HOURS), frozenset({date(2026, 1, 1)}))


def cn(text):
    return datetime.fromisoformat(f"2026-01-{text}").replace(tzinfo=SHANGHAI)


def due(code, **facts):
    facts = {"kind": "complaint", "channel": "hotline", "received_at": cn("05 10:00")} | facts
    kept = {p.code: p for p in targets_of(DEFAULT_SLA_POLICIES, calendar=HOUSE, **facts)}
    return kept[code].due_at


@pytest.mark.parametrize(
    ("channel", "reported", "expected"),
    [
        ("hotline", "05 10:00", "05 10:03"),
        ("walk_in", "05 11:58", "05 12:01"),
        ("phone", "05 10:00", "06 10:00"),
        ("visit", "05 10:00", "06 10:00"),
        ("email", "09 10:00", "11 10:00"),
        ("letter", "09 10:00", "11 10:00"),
        ("fax", "09 10:00", "11 10:00"),
        ("chat", "05 10:00", "05 10:10"),
        ("chat", "09 17:25", "12 08:35"),
        ("web", "10 12:00", "12 08:40"),
    ],
)
def test_first_reply_is_due_by_channel(channel, reported, expected):
    assert due("first_reply", channel=channel, received_at=cn(reported)) == cn(expected)


@pytest.mark.parametrize(
    ("quality_class", "expected"),
    [("extrinsic", "08 17:30"), ("intrinsic", "12 17:30"), ("", "12 17:30")],
)
def test_solution_is_due_by_quality_class(quality_class, expected):
    assert due("solution", quality_class=quality_class) == cn(expected)


@pytest.mark.parametrize("channel", Channel.values)
@pytest.mark.parametrize("kind", enums.Kind.values)
def test_every_ticket_has_both_sla_targets(kind, channel):
    rules = applicable(DEFAULT_SLA_POLICIES, kind=kind, channel=channel)
    assert [rule.code for rule in rules] == ["first_reply", "solution"]


def test_codes_and_classes_have_display_names():
    assert {rule.code for rule in DEFAULT_SLA_POLICIES} <= set(enums.SlaCode.values)
    named = {rule.quality_class for rule in DEFAULT_SLA_POLICIES} - {None}
    assert named <= set(enums.QualityClass.values)


def test_policy_that_names_most_applies_and_inactive_ones_never():
    wide = SlaPolicy("solution", Unit.WEEKS, 1)
    narrow = SlaPolicy("solution", Unit.CALENDAR_DAYS, 2, kinds=frozenset({"return"}))
    narrower = SlaPolicy("solution", Unit.ELAPSED_HOURS, 8, kinds=frozenset({"return"}), channels=frozenset({"chat"}))
    asleep = SlaPolicy("solution", Unit.ELAPSED_HOURS, 1, quality_class="", active=False)
    rules = (wide, narrower, narrow, asleep)
    assert applicable(rules, kind="return", channel="chat") == (narrower,)
    assert applicable(rules, kind="return", channel="web") == (narrow,)
    assert applicable(rules, kind="repair", channel="web") == (wide,)
    assert applicable((wide, SlaPolicy("solution", Unit.WEEKS, 2)), kind="return", channel="web") == (wide,)


@pytest.mark.parametrize(
    ("unit", "amount", "start", "warned"),
    [
        (Unit.ELAPSED_MINUTES, 4, "05 10:00", "05 10:03"),
        (Unit.WORKING_MINUTES, 8, "05 17:28", "06 08:34"),
        # 24 h from Friday 16:00: the last quarter of Friday's 90 working minutes.
        (Unit.ELAPSED_HOURS, 24, "09 16:00", "09 17:07:30"),
        # Saturday and Sunday are days off: three quarters of the time itself.
        (Unit.ELAPSED_HOURS, 24, "10 10:00", "11 04:00"),
        # A week from Monday 13:30 is 41.5 working hours; a quarter before Monday 17:30.
        (Unit.WEEKS, 1, "05 13:30", "09 14:37:30"),
    ],
)
def test_warning_comes_within_working_hours(unit, amount, start, warned):
    rule = SlaPolicy("solution", unit, amount)
    made = target_under(rule, start=cn(start), calendar=HOUSE)
    assert made.warn_at == cn(warned)
    assert made.starts_at <= made.warn_at < made.due_at


def test_pause_delays_due_and_warning():
    rule = SlaPolicy("solution", Unit.CALENDAR_DAYS, 3)
    facts = {"start": cn("05 10:00"), "calendar": HOUSE}
    waiting = target_under(rule, pauses=[Pause(cn("06 10:00"))], **facts)
    assert (waiting.due_at, waiting.warn_at) == (None, None)
    resumed = target_under(rule, pauses=[Pause(cn("06 10:00"), cn("07 10:00"))], **facts)
    assert resumed.due_at == cn("09 17:30")  # a working day was paused
    assert resumed.warn_at > target_under(rule, **facts).warn_at


SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(
    ("now", "met", "expected"),
    [
        (cn("06 10:00") - SECOND, None, "running"),
        (cn("06 10:00"), None, "warning"),
        (cn("08 17:30"), None, "warning"),
        (cn("08 17:30") + SECOND, None, "late"),
        (cn("09 17:30"), cn("08 17:30"), "met"),
        (cn("09 17:30"), cn("08 17:30") + SECOND, "met_late"),
    ],
)
def test_standing_changes_at_the_exact_moments(now, met, expected):
    moments = {"due_at": cn("08 17:30"), "warn_at": cn("06 10:00")}
    assert sla_status(met_at=met, now=now, **moments) == expected


def test_standing_of_a_paused_target_is_paused():
    assert sla_status(due_at=None, warn_at=None, met_at=None, now=cn("05 10:00")) == "paused"
    assert sla_status(due_at=None, warn_at=None, met_at=cn("05 09:00"), now=cn("05 10:00")) == "met"


@pytest.mark.parametrize(
    ("now", "level", "expected"),
    [
        ("06 09:59", 0, 0),
        ("06 10:00", 0, 1),
        ("08 17:30", 1, 1),
        ("08 17:30:01", 1, 2),
        ("08 17:31", 0, 2),  # the warning was missed while the worker was down
        ("06 09:59", 1, 1),
        ("12 09:59:59", 2, 2),
        ("12 10:00", 2, 3),
        ("12 10:00", 0, 3),  # the sweep did not run for days
        ("06 09:59", 3, 3),
    ],
)
def test_escalation_reaches_each_level_once(now, level, expected):
    moments = {"due_at": cn("08 17:30"), "warn_at": cn("06 10:00"), "gm_at": cn("12 10:00")}
    assert escalation_due(now=cn(now), level=level, **moments) == expected


def test_escalation_stops_during_a_pause():
    assert escalation_due(due_at=None, warn_at=None, gm_at=None, now=cn("05 10:00"), level=1) == 1
    # A pause after the breach keeps the breach, but delays the general manager's notification.
    late = {"due_at": cn("05 09:00"), "warn_at": cn("05 08:00"), "gm_at": None}
    assert escalation_due(**late, now=cn("30 10:00"), level=1) == 2


@pytest.mark.parametrize(
    ("before", "reached", "told"),
    [(0, 0, ()), (0, 1, (1,)), (1, 2, (2,)), (2, 3, (3,)), (0, 2, (2,)), (1, 3, (2, 3)), (0, 3, (2, 3)), (3, 3, ())],
)
def test_late_sweep_leaves_out_only_the_warning(before, reached, told):
    assert levels_to_tell(before, reached) == told


@pytest.mark.parametrize(("level", "expected"), [(0, "06 10:00"), (1, "08 17:30"), (2, "12 10:00"), (3, None)])
def test_next_alert_is_when_the_next_level_begins(level, expected):
    moments = {"due_at": cn("08 17:30"), "warn_at": cn("06 10:00"), "gm_at": cn("12 10:00")}
    assert next_alert(level, **moments) == (cn(expected) if expected else None)
    assert next_alert(level, due_at=None, warn_at=None, gm_at=None) is None


@pytest.mark.parametrize(
    ("unit", "amount", "percent", "start", "due", "expected"),
    [
        # Three days from Monday 10:00 hold 28.5 working hours: as many again.
        (Unit.CALENDAR_DAYS, 3, 100, "05 10:00", "08 17:30", "14 16:00"),
        (Unit.ELAPSED_MINUTES, 3, 2000, "05 10:00", "05 10:03", "05 11:03"),
        # A working hour, and none is left in the evening.
        (Unit.ELAPSED_MINUTES, 3, 2000, "05 17:00", "05 17:03", "06 09:03"),
        # Saturday is a day off: the time itself.
        (Unit.ELAPSED_MINUTES, 30, 100, "10 10:00", "10 10:30", "10 11:00"),
        (Unit.ELAPSED_MINUTES, 3, 0, "05 10:00", "05 10:03", "05 10:04"),
        (Unit.ELAPSED_MINUTES, 3, None, "05 10:00", "05 10:03", None),
    ],
)
def test_general_manager_is_notified_after_the_same_time_once_more(unit, amount, percent, start, due, expected):
    made = target_under(SlaPolicy("solution", unit, amount, gm_after_percent=percent), start=cn(start), calendar=HOUSE)
    assert made.due_at == cn(due)
    assert made.gm_at == (cn(expected) if expected else None)


def test_pause_delays_the_notification_of_the_general_manager():
    rule = SlaPolicy("first_reply", Unit.ELAPSED_MINUTES, 60)
    facts = {"start": cn("05 10:00"), "calendar": HOUSE}
    assert target_under(rule, **facts).gm_at == cn("05 12:00")
    late_pause = Pause(cn("05 11:30"), cn("05 14:30"))
    assert target_under(rule, pauses=[late_pause], **facts).due_at == cn("05 11:00")
    assert target_under(rule, pauses=[late_pause], **facts).gm_at == cn("05 15:00")
    assert target_under(rule, pauses=[Pause(cn("05 11:30"))], **facts).gm_at is None
