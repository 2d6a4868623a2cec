"""Risk rules: repeats and other risks about which managers are notified early (T10).

Source: file 004, the events of classes E and F. The rules are data with dates of effect; DEFAULT_RISKS are the
defaults, to which the installation adds phrases. Periods are elapsed time: "within 31 days" includes the exact moment
31 days later, "over 20 days" excludes the exact moment 20 days later.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from aftersales.kernel.errors import InvalidInput, gettext_noop

from .alike import alike
from .intent import likely_threat
from .phrases import Found, find, normalized, parts, taken_out

SAME_PROBLEM = "same_problem"
SECOND_REPAIR = "second_repair"
OPEN_TOO_LONG = "open_too_long"
THREAT_TO_PUBLISH = "threat_to_publish"
CRITICAL_COMPLAINANT = "critical_complainant"
MAJOR_DEFECT = "major_defect"

# Stands for the phrase where no phrase was found, but the sentence as a whole.
AS_A_WHOLE = "≈"

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
    """An earlier ticket about the same purchase. problem: what it tells."""

    number: str
    reported_at: datetime
    is_repair: bool = False
    problem: str = ""


@dataclass(frozen=True)
class Case:
    """The facts of a ticket. words: the new customer message. problem: what the ticket tells. earlier: earlier
    tickets, the latest first."""

    kind: str
    severity: str
    reported_at: datetime
    is_repair: bool = False
    is_critical: bool = False
    words: str = ""
    problem: str = ""
    earlier: tuple[Earlier, ...] = ()


DEFAULT_RISKS = (
    RiskRule(SAME_PROBLEM, SUPERVISOR, {"days": 31}),
    RiskRule(SECOND_REPAIR, MANAGER, {"days": 31, "count": 2}),
    RiskRule(OPEN_TOO_LONG, MANAGER, {"days": 20}),
    RiskRule(THREAT_TO_PUBLISH, GM, {"words": [], "exceptions": []}),
    RiskRule(CRITICAL_COMPLAINANT, GM, {"words": [], "exceptions": []}),
    RiskRule(MAJOR_DEFECT, MANAGER, {"severities": ["critical"], "words": [], "exceptions": []}),
)


def facts(rule: RiskRule, case: Case, now: datetime) -> dict[str, Any] | None:
    """The facts because of which the rule flags the ticket, or None if it does not."""
    return _CHECKS[rule.code](rule.parameters, case, now)


def _same_problem(parameters: Parameters, case: Case, now: datetime) -> dict[str, Any] | None:
    recent = _within(parameters["days"], case) if case.kind in ABOUT_PROBLEMS else []
    before = [row for row in recent if alike(case.problem, row.problem)]
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
    return _said(find_threat(case.words, parameters))


def _critical_complainant(parameters: Parameters, case: Case, now: datetime) -> dict[str, Any] | None:
    return _said(find_phrase(case.words, parameters)) or ({"word": ""} if case.is_critical else None)


def _major_defect(parameters: Parameters, case: Case, now: datetime) -> dict[str, Any] | None:
    if case.kind not in ABOUT_PROBLEMS:
        return None
    is_severe = case.severity in parameters["severities"]
    return _said(find_phrase(case.words, parameters)) or ({"word": ""} if is_severe else None)


def find_phrase(text: str, parameters: Parameters) -> Found | None:
    """The first of the rule's phrases that stands in a text."""
    return find(text, parameters.get("words", ()), parameters.get("exceptions", ()))


def find_threat(text: str, parameters: Parameters) -> Found | None:
    """A phrase of the rule, or else a sentence that reads like a threat as a whole, exceptions left out.

    A rule without phrases listens to nothing."""
    weights = parameters.get("weights")
    if (found := find_phrase(text, parameters)) or not weights or not parameters.get("words"):
        return found
    if not likely_threat(normalized(text), weights):
        return None
    sentence = likely_threat(taken_out(text, parameters.get("exceptions", ())), weights)
    return Found(AS_A_WHOLE, sentence) if sentence else None


def _said(found: Found | None) -> dict[str, Any] | None:
    """The words that raised the flag are shown on it; the phrase is counted, so that a bad one is seen."""
    return {"word": found.words, "phrase": found.phrase} if found else None


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


NUMBERS = {"days": (1, 365), "count": (2, 20)}
MAX_WORDS, MIN_LETTERS, MAX_LETTERS = 500, 2, 3000
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
    if len(rows) > MAX_WORDS or any(len(row) > MAX_LETTERS or not _is_phrase(row) for row in rows):
        raise InvalidInput(
            gettext_noop("Up to %(count)s phrases; each word in them has at least %(least)s characters."),
            code="bad_words",
            field=name,
            params={"count": MAX_WORDS, "least": MIN_LETTERS},
        )
    return rows


def _is_phrase(row: str) -> bool:
    """A single letter would stand in every text; a part of a phrase with "…" may be short, as 给 in 给…差评."""
    found = parts(row)
    return all(found) and (len(found) > 1 or all(len(word) >= MIN_LETTERS for word in found[0]))
