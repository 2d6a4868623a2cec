"""The satisfaction grade of a customer (A8): A to E from survey answers, lowered by events; F (critical) is separate.

A reason is {code, params}; it is turned into text when somebody reads it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from aftersales.kernel.errors import InvalidInput, gettext_noop

ORDER = "ABCDE"
FROM_SCORE = (("A", 90), ("B", 70), ("C", 50), ("D", 30))
ANSWERS = 3  # only the latest ones count
LOOK_BACK = timedelta(days=30)
THREATS_COUNT = timedelta(days=90)
ANSWERS_COUNT = timedelta(days=365)
LATE_DAYS, WEEK, LONGEST, REPAIRS = 3, 7, 20, 2
HOLD = timedelta(days=90)
FURTHEST = timedelta(days=366)


@dataclass(frozen=True)
class Facts:
    """What is known about one customer. A str stands for a ticket number, "" for none.

    answers: satisfaction 0-100, the latest first. unsolved: the ticket whose latest answer says that the problem is
    not solved. minor, repairs: minor quality complaints and repairs of the last month. open_for: the oldest open
    complaint and its age in days. late: a promise missed in the last month, and by how many days.
    """

    answers: Sequence[float] = ()
    unsolved: str = ""
    minor: int = 0
    repairs: int = 0
    open_for: tuple[str, int] = ("", 0)
    late: tuple[str, int] = ("", 0)
    defects: Sequence[str] = ()
    threats: Sequence[str] = ()
    critical: Sequence[str] = ()


@dataclass(frozen=True)
class Verdict:
    """grade: "" if nothing is known."""

    grade: str
    is_critical: bool
    reasons: list[dict[str, Any]]


def rescaled(answer: int, points: int = 5) -> float:
    """An answer on a scale from 1 to `points`, converted to 0-100."""
    return 100 * (answer - 1) / (points - 1)


def verdict(facts: Facts) -> Verdict:
    """The worst grade that answers and events give, with all reasons for it."""
    found = [*_of_answers(facts), *_of_events(facts)]
    grade = max((letter for letter, _reason in found), key=ORDER.index, default="")
    reasons = [reason for letter, reason in found if letter == grade]
    critical = [_reason("critical", number=number) for number in facts.critical]
    return Verdict(grade, bool(facts.critical), critical + reasons)


def _of_answers(facts: Facts) -> list[tuple[str, dict[str, Any]]]:
    latest = list(facts.answers)[:ANSWERS]
    if not latest:
        return []
    score = sum(latest) / len(latest)
    letter = next((letter for letter, least in FROM_SCORE if score >= least), "E")
    return [(letter, _reason("answers", count=len(latest), score=round(score)))]


def _of_events(facts: Facts) -> list[tuple[str, dict[str, Any]]]:
    found = [("E", _reason("threat", number=number)) for number in facts.threats]
    found += [("E", _reason("defect", number=number)) for number in facts.defects]
    if facts.repairs >= REPAIRS:
        found.append(("E", _reason("repairs", count=facts.repairs)))
    number, days = facts.open_for
    if days > WEEK:
        found.append(("E" if days > LONGEST else "D", _reason("open", number=number, days=days)))
    number, days = facts.late
    if days > LATE_DAYS:
        found.append(("D", _reason("late", number=number, days=days)))
    if facts.unsolved:
        found.append(("D", _reason("unsolved", number=facts.unsolved)))
    if facts.minor:
        found.append(("D", _reason("minor", count=facts.minor)))
    return found


def _reason(code: str, **params: Any) -> dict[str, Any]:
    return {"code": code, "params": params}


def is_by_rule(reasons: Sequence[Any]) -> bool:
    """Whether the reasons come from the rule; reasons that a person wrote are text."""
    return bool(reasons) and all(isinstance(reason, Mapping) for reason in reasons)


def check_hold(until: date, today: date) -> None:
    """A grade set by hand must have an end date within the limit."""
    if until < today:
        raise InvalidInput(gettext_noop("This date has passed."), code="past", field="held_until")
    if until - today > FURTHEST:
        raise InvalidInput(gettext_noop("The date can’t be more than a year away."), code="too_far", field="held_until")
