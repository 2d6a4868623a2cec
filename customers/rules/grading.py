"""How satisfied a customer is, from what happened (A8): A to E by the answers, overruled by events; F stands beside it.

A reason is {code, params}: it is put into words when somebody reads it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from aftersales.kernel.errors import InvalidInput, gettext_noop

ORDER = "ABCDE"
FROM_SCORE = (("A", 90), ("B", 70), ("C", 50), ("D", 30))
ANSWERS = 3  # the latest ones count
LOOK_BACK = timedelta(days=30)
THREATS_COUNT = timedelta(days=90)
ANSWERS_COUNT = timedelta(days=365)
LATE_DAYS, WEEK, LONGEST, REPAIRS = 3, 7, 20, 2
HOLD = timedelta(days=90)
FURTHEST = timedelta(days=366)


@dataclass(frozen=True)
class Facts:
    """What is known of one customer. Numbers name tickets.

    answers: satisfaction 0-100, the latest first; unsolved: the latest says that the matter is not solved. minor:
    minor quality complaints of the last month; repairs likewise. open_for: days of the oldest open complaint; late:
    days by which a promise was missed in the last month.
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
    """grade: "" where nothing is known."""

    grade: str
    is_critical: bool
    reasons: list[dict[str, Any]]


def rescaled(answer: int, points: int = 5) -> float:
    """An answer on a scale from 1 as 0-100."""
    return 100 * (answer - 1) / (points - 1)


def verdict(facts: Facts) -> Verdict:
    """The worst of what the answers say and what events say, with every reason for it."""
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
    """Whether the rule gave them; what a person wrote is text."""
    return bool(reasons) and all(isinstance(reason, Mapping) for reason in reasons)


def check_hold(until: date, today: date) -> None:
    """A grade set by hand holds for a while, not for ever."""
    if until < today:
        raise InvalidInput(gettext_noop("This date has passed."), code="past", field="held_until")
    if until - today > FURTHEST:
        raise InvalidInput(gettext_noop("The date can’t be more than a year away."), code="too_far", field="held_until")
