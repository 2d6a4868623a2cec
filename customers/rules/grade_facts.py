"""The facts behind a satisfaction grade, one by one: those that make it, and those that do not count.

They show the grade of rules/grading.py to people. A fact is {code, params} like a reason; its letter is the grade to
which the rule leads, "" if it does not count.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from .grading import ORDER, TICK, Facts, Problem, Thresholds, letter_of, verdict

STEPS = 40


@dataclass(frozen=True)
class Weighed:
    """A fact with its moment. number: of its ticket, "" if it is about none. until: when it counts no more, or begins
    to count; None if time alone changes nothing."""

    code: str
    letter: str
    at: datetime | None
    number: str = ""
    params: dict[str, Any] = field(default_factory=dict)
    until: datetime | None = None


@dataclass(frozen=True)
class Turn:
    """A moment at which the grade changes by itself, if nothing else happens."""

    at: datetime
    before: str
    after: str
    reasons: list[dict[str, Any]]


def weighed(facts: Facts, now: datetime, known: Thresholds | None = None) -> list[Weighed]:
    """All facts that were looked at: the worst grade first, then the latest; those that do not count come last."""
    terms = known or Thresholds()
    found = [*_answers(facts, now, terms), *_threats(facts, now, terms)]
    found += [*_problems(facts, now, terms), *_open(facts, now, terms), *_promises(facts, now, terms)]
    return sorted(found, key=_place)


def _place(one: Weighed) -> tuple[int, float]:
    worst_first = -ORDER.index(one.letter) if one.letter else 1
    return worst_first, -(one.at.timestamp() if one.at else 0.0)


def outlook(facts: Facts, now: datetime, known: Thresholds | None = None) -> list[Turn]:
    """When the grade changes by itself from now on, if nothing else happens."""
    found, turns = verdict(facts, now, known), []
    for _each in range(STEPS):
        if found.next_at is None:
            break
        at, later = found.next_at, verdict(facts, found.next_at, known)
        if later.grade != found.grade:
            turns.append(Turn(at, found.grade, later.grade, later.reasons))
        found = later
    return turns


def _answers(facts: Facts, now: datetime, terms: Thresholds) -> Iterator[Weighed]:
    """The mean of the latest answers; then each of them, which does not count by itself."""
    valid = [answer for answer in facts.answers if now < answer.until]
    scored = [answer for answer in valid if answer.score is not None]
    latest = scored[: terms.answers]
    if latest:
        score = sum(answer.score or 0 for answer in latest) / len(latest)
        mean: dict[str, int | str] = {"count": len(latest), "score": round(score)}
        yield Weighed("answers", letter_of(score, terms), latest[0].at, params=mean, until=latest[-1].until)
    for answer in scored:
        code = "answer" if answer in latest else "answer_old"
        number = "" if answer.is_round else answer.number
        params: dict[str, int | str] = {"score": round(answer.score or 0), "number": answer.number}
        yield Weighed(code, "", answer.at, number, params, answer.until if answer in latest else None)
    if valid and valid[0].unsolved:
        yield Weighed("unsolved", "D", valid[0].at, valid[0].number, {"number": valid[0].number})


def _threats(facts: Facts, now: datetime, terms: Thresholds) -> Iterator[Weighed]:
    lasts = timedelta(days=terms.threat_days)
    for number, at in facts.threats:
        counts = now - at <= lasts
        yield Weighed(
            "threat", "E" if counts else "", at, number, {"number": number}, at + lasts + TICK if counts else None
        )


def _problems(facts: Facts, now: datetime, terms: Thresholds) -> Iterator[Weighed]:
    """Quality, repairs and prices, by the day on which the customer reported them."""
    back = timedelta(days=terms.look_back_days)
    repairs = sum(one.is_repair for one in facts.problems if now - one.opened_at <= back)
    for one in facts.problems:
        recent = now - one.opened_at <= back
        until = one.opened_at + back + TICK if recent else None
        params: dict[str, int | str] = {"number": one.number}
        if one.is_defect:
            letter = "E" if recent or one.is_open else ""
            yield Weighed("defect", letter, one.opened_at, one.number, params, None if one.is_open else until)
        if one.is_minor and not one.is_defect:
            yield Weighed("minor_one", "D" if recent else "", one.opened_at, one.number, params, until)
        if one.is_unclear:
            yield Weighed("prices", "D" if recent else "", one.opened_at, one.number, params, until)
        if one.is_repair and recent:
            enough = repairs >= terms.repairs
            params |= {"count": repairs, "needed": terms.repairs}
            yield Weighed("repair", "E" if enough else "", one.opened_at, one.number, params, until)
        if not (one.is_defect or one.is_minor or one.is_unclear or one.is_repair):
            yield Weighed("no_quality", "", one.opened_at, one.number, params)


def _open(facts: Facts, now: datetime, terms: Thresholds) -> Iterator[Weighed]:
    for one in facts.problems:
        if one.is_open:
            yield _time_with_us(one, now, terms)


def _time_with_us(one: Problem, now: datetime, terms: Thresholds) -> Weighed:
    """How long an open problem is with us. Waiting for the customer is not our fault."""
    time = one.with_us(now)
    steps = ((terms.unsolved_days, "E"), (terms.slow_days, "D"))
    letter = next((letter for days, letter in steps if time > timedelta(days=days)), "")
    until = None
    if one.waiting_since is None and letter != "E":
        days = terms.unsolved_days if letter else terms.slow_days
        until = now - time + timedelta(days=days) + TICK
    return Weighed("open", letter, one.opened_at, one.number, {"number": one.number, "days": time.days}, until)


def _promises(facts: Facts, now: datetime, terms: Thresholds) -> Iterator[Weighed]:
    limit, back = timedelta(days=terms.late_days), timedelta(days=terms.look_back_days)
    for one in facts.promises:
        late = one.late_by(now)
        if late <= timedelta() or (one.met_at is not None and now - one.met_at > back):
            continue
        counts = late > limit
        until = one.met_at + back + TICK if one.met_at and counts else None
        if one.met_at is None and not counts:
            until = one.due_at + limit + TICK
        params = {"number": one.number, "days": late.days}
        yield Weighed("late", "D" if counts else "", one.met_at or one.due_at, one.number, params, until)
