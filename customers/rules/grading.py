"""The satisfaction grade of a customer (A8): A to E from survey answers, lowered by events.

F (critical) stands beside it.

Which answers and events count, and from when, is data (Thresholds). The rule looks at what happened, with its moments,
so that it can also say when its verdict could change by time alone. A reason is {code, params}; it is turned into text
when somebody reads it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from aftersales.kernel.errors import InvalidInput, gettext_noop

ORDER = "ABCDE"
HOLD = timedelta(days=90)
DAY = timedelta(days=1)
# What lasts longer than its limit does so from the next moment on.
TICK = timedelta(microseconds=1)


@dataclass(frozen=True)
class Thresholds:
    """a_from to d_from: the least score of a grade, 0-100; below them all it is E. answers: how many of the latest
    responses count, and answer_days for how long. look_back_days: how long problems, repairs and missed promises count.
    late_days: a promise missed by more is D. slow_days, unsolved_days: a problem that is with us for longer is D, E.
    repairs: so many are E.
    """

    a_from: int = 90
    b_from: int = 70
    c_from: int = 50
    d_from: int = 30
    answers: int = 3
    answer_days: int = 365
    look_back_days: int = 30
    late_days: int = 3
    slow_days: int = 7
    unsolved_days: int = 20
    repairs: int = 2
    threat_days: int = 90


# The least and the largest value of each number.
LIMITS: dict[str, tuple[int, int]] = {
    **dict.fromkeys(("a_from", "b_from", "c_from", "d_from"), (0, 100)),
    "answers": (1, 20),
    "repairs": (1, 20),
    **dict.fromkeys(("answer_days", "look_back_days", "threat_days"), (1, 730)),
    **dict.fromkeys(("late_days", "slow_days", "unsolved_days"), (0, 365)),
}
SCORES = (("A", "a_from"), ("B", "b_from"), ("C", "c_from"), ("D", "d_from"))


def check_thresholds(values: Mapping[str, Any]) -> None:
    """Refuse numbers that are out of range or contradict each other."""
    for name, (least, most) in LIMITS.items():
        if not least <= values[name] <= most:
            raise InvalidInput(
                gettext_noop("Between %(least)s and %(most)s."),
                code="out_of_range",
                field=name,
                params={"least": least, "most": most},
            )
    scores = [values[name] for _grade, name in SCORES]
    for (_grade, name), above, score in zip(SCORES[1:], scores, scores[1:], strict=False):
        if score >= above:
            raise InvalidInput(gettext_noop("A worse grade needs a lower score."), code="not_in_order", field=name)
    if values["unsolved_days"] < values["slow_days"]:
        raise InvalidInput(
            gettext_noop("This can’t be shorter than the days for grade D."), code="not_in_order", field="unsolved_days"
        )


@dataclass(frozen=True)
class Answer:
    """A named response. number: of its ticket, or the quarter of its round. score: 0-100, None if not given. unsolved:
    what the customer says, while the ticket is open. at: the day it was given; until: the moment from which it counts
    no more."""

    number: str
    until: datetime
    score: float | None = None
    unsolved: bool = False
    is_round: bool = False
    at: datetime | None = None


@dataclass(frozen=True)
class Problem:
    """A ticket about a problem. waited: how long it was not with us, because we waited for the customer, paused or for
    a confirmation, or because it was closed. waiting_since: since when it is not with us now. is_minor: a minor quality
    problem. is_defect: a serious one. is_unclear: prices or charges were not made plain beforehand."""

    number: str
    opened_at: datetime
    is_open: bool
    waited: timedelta = timedelta()
    waiting_since: datetime | None = None
    is_repair: bool = False
    is_minor: bool = False
    is_defect: bool = False
    is_unclear: bool = False

    def with_us(self, now: datetime) -> timedelta:
        return (self.waiting_since or now) - self.opened_at - self.waited


@dataclass(frozen=True)
class Promise:
    """An SLA target of an open ticket, or one that was met late."""

    number: str
    due_at: datetime
    met_at: datetime | None = None

    def late_by(self, now: datetime) -> timedelta:
        return (self.met_at or now) - self.due_at


@dataclass(frozen=True)
class Facts:
    """What happened with one customer: answers, the latest first; problems that were not withdrawn, the oldest first;
    promises; threats, and open flags of critical complainants, as ticket numbers with their moments."""

    answers: Sequence[Answer] = ()
    problems: Sequence[Problem] = ()
    promises: Sequence[Promise] = ()
    threats: Sequence[tuple[str, datetime]] = ()
    critical: Sequence[tuple[str, datetime]] = ()


@dataclass(frozen=True)
class Verdict:
    """grade: "" if nothing is known. reasons: those of the grade. critical: why the customer is critical, which stands
    beside the grade. next_at: when time alone could change it; None for never."""

    grade: str
    reasons: list[dict[str, Any]]
    critical: Sequence[tuple[str, datetime]] = ()
    next_at: datetime | None = None


def rescaled(answer: int, points: int = 5) -> float:
    """An answer on a scale from 1 to `points`, converted to 0-100."""
    return 100 * (answer - 1) / (points - 1)


def letter_of(score: float, terms: Thresholds) -> str:
    """The grade of a score from 0 to 100."""
    return next((letter for letter, name in SCORES if score >= getattr(terms, name)), "E")


def verdict(facts: Facts, now: datetime, known: Thresholds | None = None) -> Verdict:
    """The worst grade that answers and events give, with all reasons for it."""
    terms = known or Thresholds()
    found = [*_of_answers(facts, now, terms), *_of_events(facts, now, terms)]
    grade = max((letter for letter, _reason in found), key=ORDER.index, default="")
    reasons = [reason for letter, reason in found if letter == grade]
    turns = [moment for moment in _turns(facts, now, terms) if moment > now]
    return Verdict(grade, reasons, tuple(facts.critical), min(turns, default=None))


def critical_reasons(critical: Sequence[tuple[str, datetime]]) -> list[dict[str, Any]]:
    return [_reason("critical", number=number) for number in dict.fromkeys(number for number, _at in critical)]


Found = Iterator[tuple[str, dict[str, Any]]]


def _of_answers(facts: Facts, now: datetime, terms: Thresholds) -> Found:
    valid = [answer for answer in facts.answers if now < answer.until]
    latest = [answer.score for answer in valid if answer.score is not None][: terms.answers]
    if latest:
        score = sum(latest) / len(latest)
        yield letter_of(score, terms), _reason("answers", count=len(latest), score=round(score))
    if valid and valid[0].unsolved:
        yield "D", _reason("unsolved", number=valid[0].number)


def _of_events(facts: Facts, now: datetime, terms: Thresholds) -> Found:
    back, threatened = timedelta(days=terms.look_back_days), timedelta(days=terms.threat_days)
    for number in dict.fromkeys(number for number, at in facts.threats if now - at <= threatened):
        yield "E", _reason("threat", number=number)
    recent = [problem for problem in facts.problems if now - problem.opened_at <= back]
    for problem in facts.problems:
        if problem.is_defect and (problem.is_open or now - problem.opened_at <= back):
            yield "E", _reason("defect", number=problem.number)
    if (repairs := sum(problem.is_repair for problem in recent)) >= terms.repairs:
        yield "E", _reason("repairs", count=repairs)
    yield from _slow(facts, now, terms)
    late = [one for one in facts.promises if one.met_at is None or now - one.met_at <= back]
    worst = max(late, key=lambda one: one.late_by(now), default=None)
    if worst and worst.late_by(now) > timedelta(days=terms.late_days):
        yield "D", _reason("late", number=worst.number, days=worst.late_by(now).days)
    for problem in recent:
        if problem.is_unclear:
            yield "D", _reason("prices", number=problem.number)
    if minor := sum(problem.is_minor for problem in recent):
        yield "D", _reason("minor", count=minor)


def _slow(facts: Facts, now: datetime, terms: Thresholds) -> Found:
    still = [problem for problem in facts.problems if problem.is_open]
    slowest = max(still, key=lambda problem: problem.with_us(now), default=None)
    if slowest is None:
        return
    time = slowest.with_us(now)
    if time > timedelta(days=terms.slow_days):
        letter = "E" if time > timedelta(days=terms.unsolved_days) else "D"
        yield letter, _reason("open", number=slowest.number, days=time.days)


def _turns(facts: Facts, now: datetime, terms: Thresholds) -> Iterator[datetime]:
    """The moments at which time alone could change the verdict: what counts no more, what becomes too slow or too
    late, and, as long as it is, each further day of it."""
    back = timedelta(days=terms.look_back_days) + TICK
    yield from (answer.until for answer in facts.answers)
    yield from (at + timedelta(days=terms.threat_days) + TICK for _number, at in facts.threats)
    for problem in facts.problems:
        yield problem.opened_at + back
        if problem.is_open and problem.waiting_since is None:
            began = now - problem.with_us(now)
            yield from _steps(now, began, (terms.slow_days, terms.unsolved_days))
    for promise in facts.promises:
        if promise.met_at is None:
            yield from _steps(now, promise.due_at, (terms.late_days,))
        else:
            yield promise.met_at + back


def _steps(now: datetime, began: datetime, limits: tuple[int, ...]) -> Iterator[datetime]:
    for days in limits:
        yield began + timedelta(days=days) + TICK
    if now - began > timedelta(days=min(limits)):
        yield began + ((now - began) // DAY + 1) * DAY


def _reason(code: str, **params: Any) -> dict[str, Any]:
    return {"code": code, "params": params}


def is_by_rule(reasons: Sequence[Any]) -> bool:
    """Whether the reasons come from the rule; reasons that a person wrote are text."""
    return bool(reasons) and all(isinstance(reason, Mapping) for reason in reasons)


def check_hold(until: date, today: date) -> None:
    """A grade set by hand must have an end date within the limit."""
    if until < today:
        raise InvalidInput(gettext_noop("This date has passed."), code="past", field="held_until")
    if until - today > HOLD:
        raise InvalidInput(
            gettext_noop("The date can’t be more than 90 days away."), code="too_far", field="held_until"
        )
