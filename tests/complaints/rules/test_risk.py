"""Boundary tables of the risk rules."""

from datetime import UTC, datetime, timedelta

import pytest

from aftersales.kernel.errors import InvalidInput
from complaints.enums import RiskCode, RiskLevel
from complaints.rules import risk
from complaints.rules.risk import Case, Earlier, RiskRule, checked, facts, find_phrase
from complaints.services.risk import default_rules

REPORTED = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
DEFAULTS = {rule.code: rule for rule in default_rules()}


def case(**changes) -> Case:
    return Case(**{"kind": "complaint", "severity": "minor", "reported_at": REPORTED, **changes})


def before(span: timedelta, *, repair: bool = False) -> tuple[Earlier, ...]:
    return (Earlier("TK-2026-00001", REPORTED - span, repair),)


def speaks(code: str, given: Case, now: datetime = REPORTED) -> bool:
    return facts(DEFAULTS[code], given, now) is not None


def test_codes_and_levels_equal_the_choices():
    assert list(risk.CODES) == RiskCode.values
    assert {rule.level for rule in DEFAULTS.values()} <= set(RiskLevel.values)
    assert [checked(rule.code, rule.parameters) for rule in DEFAULTS.values()] == [
        rule.parameters for rule in DEFAULTS.values()
    ]


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        (timedelta(0), True),
        (timedelta(days=30, hours=23), True),
        (timedelta(days=31) - SECOND, True),
        (timedelta(days=31), True),
        (timedelta(days=31) + SECOND, False),
        (timedelta(days=400), False),
        (-SECOND, False),
    ],
)
def test_same_problem_is_a_repeat_within_a_month(span, expected):
    assert speaks("same_problem", case(earlier=before(span))) is expected


@pytest.mark.parametrize("kind", ["inquiry", "opinion", "suggestion"])
def test_inquiries_and_suggestions_are_no_repeated_problem(kind):
    assert not speaks("same_problem", case(kind=kind, earlier=before(timedelta(days=1))))


def test_repeated_problem_names_the_earlier_ticket():
    found = facts(DEFAULTS["same_problem"], case(earlier=before(timedelta(days=3))), REPORTED)
    assert found == {"number": "TK-2026-00001", "days": 31}


@pytest.mark.parametrize(
    ("is_repair", "earlier", "expected"),
    [
        (True, before(timedelta(days=31), repair=True), True),
        (True, before(timedelta(days=31) + SECOND, repair=True), False),
        (True, before(timedelta(days=1)), False),
        (False, before(timedelta(days=1), repair=True), False),
        (True, (), False),
    ],
)
def test_second_repair_is_a_risk_within_a_month(is_repair, earlier, expected):
    assert speaks("second_repair", case(is_repair=is_repair, earlier=earlier)) is expected


def test_count_of_repairs_includes_the_present_one():
    third = RiskRule("second_repair", "manager", {"days": 31, "count": 3})
    two = before(timedelta(days=2), repair=True) * 2
    assert facts(third, case(is_repair=True, earlier=two[:1]), REPORTED) is None
    assert facts(third, case(is_repair=True, earlier=two), REPORTED) == {"count": 3, "days": 31}


@pytest.mark.parametrize(
    ("age", "expected"),
    [
        (timedelta(days=19), False),
        (timedelta(days=20) - SECOND, False),
        (timedelta(days=20), False),
        (timedelta(days=20) + SECOND, True),
        (timedelta(days=90), True),
    ],
)
def test_ticket_open_for_over_twenty_days_is_a_risk(age, expected):
    assert speaks("open_too_long", case(), REPORTED + age) is expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("再不解决我就去微博上曝光你们", "曝光"),
        ("我要 发 到 网 上", "发到网上"),
        ("要上３１５晚会", "上315"),
        ("I will GO  PUBLIC with this", "go public"),
        ("我的律师会联系你们", "我的律师"),
        ("我已经打了12315", "打了12315"),
        ("序列号 SN12315004", ""),
        ("I will be going publicly nowhere", ""),
        ("可下载图片，都可以保存到媒体中心", ""),
        ("用来看今日头条新闻", ""),
        ("the press of the machine is broken", ""),
        ("设定 37 ℃，实测来回跳", ""),
        ("", ""),
    ],
)
def test_threats_to_go_public_are_recognised(words, expected):
    found = find_phrase(words, DEFAULTS["threat_to_publish"].parameters)
    assert (found.words if found else "") == expected
    assert speaks("threat_to_publish", case(words=words)) is bool(expected)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"is_critical": True}, {"word": ""}),
        ({"words": "我是晚报记者，想采访你们"}, {"word": "我是晚报记者"}),
        ({"words": "这里是市场监管局，接到对你们的投诉"}, {"word": "这里是市场监管局,接到对你们的投诉"}),
        ({"words": "I’m a reporter with the Daily News"}, {"word": "i'm a reporter"}),
        ({"words": "我们律师事务所的打印机卡纸"}, None),
        ({"words": "市场监管局检测所的天平漂移"}, None),
        ({"words": "The law firm’s printer is jammed"}, None),
        ({"words": "天平漂移"}, None),
    ],
)
def test_critical_complainant_is_recognised_by_flag_or_words(changes, expected):
    found = facts(DEFAULTS["critical_complainant"], case(**changes), REPORTED)
    assert (found and {"word": found["word"]}) == expected


@pytest.mark.parametrize(
    ("kind", "severity", "words", "expected"),
    [
        ("complaint", "critical", "", True),
        ("complaint", "major", "", False),
        ("inquiry", "critical", "", False),
        ("return", "minor", "压缩机坏了", True),
        ("return", "minor", "外壳划伤", False),
    ],
)
def test_serious_or_key_part_defect_is_a_risk(kind, severity, words, expected):
    rule = RiskRule("major_defect", "manager", {"severities": ["critical"], "words": ["压缩机"]})
    found = facts(rule, case(kind=kind, severity=severity, words=words), REPORTED)
    assert (found is not None) is expected


@pytest.mark.parametrize(
    ("code", "parameters", "field"),
    [
        ("same_problem", {"days": 0}, "days"),
        ("same_problem", {"days": 366}, "days"),
        ("same_problem", {"days": True}, "days"),
        ("same_problem", {}, "days"),
        ("second_repair", {"days": 31, "count": 1}, "count"),
        ("threat_to_publish", {"words": ["曝"]}, "words"),
        ("threat_to_publish", {"words": ["x" * 3001]}, "words"),
        ("threat_to_publish", {"words": ["曝光…"]}, "words"),
        ("threat_to_publish", {"words": ["曝光"], "exceptions": ["光"]}, "exceptions"),
        ("threat_to_publish", {"words": [f"word{n}" for n in range(501)]}, "words"),
        ("major_defect", {"severities": ["fatal"], "words": []}, "severities"),
    ],
)
def test_parameters_out_of_range_are_refused(code, parameters, field):
    with pytest.raises(InvalidInput) as refused:
        checked(code, parameters)
    assert refused.value.field == field


def test_parameters_are_cleaned_and_unknown_ones_left_out():
    given = {"words": [" 曝光 ", "曝光", ""], "days": 3}
    assert checked("threat_to_publish", given) == {"words": ["曝光"], "exceptions": []}
    assert checked("same_problem", {"days": 365}) == {"days": 365}
