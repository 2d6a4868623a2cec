"""Risk rules: repeats and other risks about which managers are notified early (T10).

Source: file 004, the events of classes E and F. The rules are data with dates of effect; DEFAULT_RISKS are the
defaults. Periods are elapsed time: "within 31 days" includes the exact moment 31 days later, "over 20 days" excludes
the exact moment 20 days later.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from aftersales.kernel.errors import InvalidInput, gettext_noop

SAME_PROBLEM = "same_problem"
SECOND_REPAIR = "second_repair"
OPEN_TOO_LONG = "open_too_long"
THREAT_TO_PUBLISH = "threat_to_publish"
CRITICAL_COMPLAINANT = "critical_complainant"
MAJOR_DEFECT = "major_defect"

SUPERVISOR, MANAGER, GM = "supervisor", "manager", "gm"

# Types of tickets that report a problem; the others ask or suggest something.
ABOUT_PROBLEMS = frozenset({"complaint", "return", "exchange", "repair"})

Parameters = Mapping[str, Any]


@dataclass(frozen=True)
class RiskRule:
    """A risk rule: the risk that it detects, its parameters, and who is notified."""

    code: str
    level: str
    parameters: Parameters


@dataclass(frozen=True)
class Earlier:
    """An earlier ticket about the same purchase."""

    number: str
    reported_at: datetime
    is_repair: bool = False


@dataclass(frozen=True)
class Case:
    """The facts of a ticket. words: the new customer message. earlier: earlier tickets, the latest first."""

    kind: str
    severity: str
    reported_at: datetime
    is_repair: bool = False
    is_critical: bool = False
    words: str = ""
    earlier: tuple[Earlier, ...] = ()


# Phrases that customers use. Single words that often mean something else (媒体, 新闻, press) are left out.
PUBLISHING = (
    "曝光",
    "爆料",
    "找媒体",
    "找记者",
    "联系媒体",
    "通知媒体",
    "新闻媒体",
    "电视台",
    "上电视",
    "上新闻",
    "315晚会",
    "焦点访谈",
    "微博",
    "抖音",
    "快手",
    "小红书",
    "热搜",
    "发朋友圈",
    "发帖",
    "发到网上",
    "发在网上",
    "挂到网上",
    "网上公开",
    "网络投诉",
    "黑猫投诉",
    "行业群",
    "发到群里",
    "群里说",
    "go public",
    "go to the press",
    "to the media",
    "in the media",
    "social media",
    "newspaper",
    "journalist",
    "on tv",
    "tv station",
    "go viral",
    "post this online",
    "post it online",
    "expose you",
)
CRITICAL_PEOPLE = (
    "我是记者",
    "报社",
    "新闻记者",
    "消费者协会",
    "消协",
    "12315",
    "12345",
    "市场监督管理局",
    "市场监管局",
    "市监局",
    "技术监督局",
    "质监局",
    "工商局",
    "公安局",
    "律师",
    "起诉",
    "人大代表",
    "政协委员",
    "i am a reporter",
    "i am a journalist",
    "consumer association",
    "consumer council",
    "market regulator",
    "my lawyer",
    "my attorney",
    "legal action",
    "sue you",
)
DEFAULT_RISKS = (
    RiskRule(SAME_PROBLEM, SUPERVISOR, {"days": 31}),
    RiskRule(SECOND_REPAIR, MANAGER, {"days": 31, "count": 2}),
    RiskRule(OPEN_TOO_LONG, MANAGER, {"days": 20}),
    RiskRule(THREAT_TO_PUBLISH, GM, {"words": list(PUBLISHING)}),
    RiskRule(CRITICAL_COMPLAINANT, GM, {"words": list(CRITICAL_PEOPLE)}),
    RiskRule(MAJOR_DEFECT, MANAGER, {"severities": ["critical"], "words": []}),
)


def facts(rule: RiskRule, case: Case, now: datetime) -> dict[str, Any] | None:
    """The facts because of which the rule flags the ticket, or None if it does not."""
    return _CHECKS[rule.code](rule.parameters, case, now)


def _same_problem(parameters: Parameters, case: Case, now: datetime) -> dict[str, Any] | None:
    before = _within(parameters["days"], case) if case.kind in ABOUT_PROBLEMS else []
    return {"number": before[0].number, "days": parameters["days"]} if before else None


def _second_repair(parameters: Parameters, case: Case, now: datetime) -> dict[str, Any] | None:
    if not case.is_repair:
        return None
    count = 1 + sum(row.is_repair for row in _within(parameters["days"], case))
    return {"count": count, "days": parameters["days"]} if count >= parameters["count"] else None


def _within(days: int, case: Case) -> list[Earlier]:
    since = case.reported_at - timedelta(days=days)
    return [row for row in case.earlier if since <= row.reported_at <= case.reported_at]


def _open_too_long(parameters: Parameters, case: Case, now: datetime) -> dict[str, Any] | None:
    is_over = now - case.reported_at > timedelta(days=parameters["days"])
    return {"days": parameters["days"]} if is_over else None


def _threat_to_publish(parameters: Parameters, case: Case, now: datetime) -> dict[str, Any] | None:
    word = find_word(case.words, parameters["words"])
    return {"word": word} if word else None


def _critical_complainant(parameters: Parameters, case: Case, now: datetime) -> dict[str, Any] | None:
    word = find_word(case.words, parameters["words"])
    return {"word": word} if word or case.is_critical else None


def _major_defect(parameters: Parameters, case: Case, now: datetime) -> dict[str, Any] | None:
    if case.kind not in ABOUT_PROBLEMS:
        return None
    word = find_word(case.words, parameters["words"])
    return {"word": word} if word or case.severity in parameters["severities"] else None


_CHECKS: dict[str, Callable[[Parameters, Case, datetime], dict[str, Any] | None]] = {
    SAME_PROBLEM: _same_problem,
    SECOND_REPAIR: _second_repair,
    OPEN_TOO_LONG: _open_too_long,
    THREAT_TO_PUBLISH: _threat_to_publish,
    CRITICAL_COMPLAINANT: _critical_complainant,
    MAJOR_DEFECT: _major_defect,
}
CODES = tuple(_CHECKS)
# Rules that check each message. The others check a lasting state, which is flagged once and also found by the sweep.
HEARD = frozenset({THREAT_TO_PUBLISH})


def find_word(text: str, words: Iterable[str]) -> str:
    """The first of the words that the text contains, or "". Chinese matches anywhere, Latin letters as whole words."""
    plain = _plain(text)
    dense = plain.replace(" ", "")
    for word in words:
        wanted = _plain(word)
        if wanted.isascii():
            if re.search(rf"(?<![a-z0-9]){re.escape(wanted)}(?![a-z0-9])", plain):
                return word
        elif wanted.replace(" ", "") in dense:
            return word
    return ""


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


NUMBERS = {"days": (1, 365), "count": (2, 20)}
MAX_WORDS, MIN_LETTERS, MAX_LETTERS = 300, 2, 40
SEVERITIES = ("minor", "major", "critical")


def checked(code: str, parameters: Parameters) -> dict[str, Any]:
    """All parameters of a rule, checked. Leaves out unknown ones; raises InvalidInput for a value out of range."""
    wanted = next(rule.parameters for rule in DEFAULT_RISKS if rule.code == code)
    return {name: _checked(name, parameters.get(name)) for name in wanted}


def _checked(name: str, value: Any) -> Any:
    if name in NUMBERS:
        least, most = NUMBERS[name]
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise InvalidInput(
                gettext_noop("Enter a whole number from %(least)s to %(most)s."),
                code="out_of_range",
                field=name,
                params={"least": least, "most": most},
            )
        return value
    rows = list(dict.fromkeys(str(word).strip() for word in value or ()))
    if name == "severities":
        if not set(rows) <= set(SEVERITIES):
            raise InvalidInput(gettext_noop("Choose a severity."), code="unknown", field=name)
        return rows
    rows = [word for word in rows if word]
    if len(rows) > MAX_WORDS or any(not MIN_LETTERS <= len(word) <= MAX_LETTERS for word in rows):
        raise InvalidInput(
            gettext_noop("Up to %(count)s words of %(least)s to %(most)s characters each."),
            code="bad_words",
            field=name,
            params={"count": MAX_WORDS, "least": MIN_LETTERS, "most": MAX_LETTERS},
        )
    return rows
