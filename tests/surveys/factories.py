"""Rounds with strata, invitations and responses in bulk."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from typing import Any

from customers.models import Customer
from surveys.models import Invitation, Question, Questionnaire, Response, Round, Stratum, slot_name
from tests.factories import NOW, Cast
from tests.factories.surveys import questionnaires

SHIFT = {"img": 0.4, "exp": 0.6, "pq": 0.3, "pv": -0.1, "sat": 0.0, "cmp": -0.6, "loy": 0.3}
WORDS = {
    "good": ("师傅人员专业，很快修好", "Technicians know the instrument"),
    "bad": ("中间没有进度告知，只能打电话问", "No progress updates while we waited"),
}


def quarterly() -> Questionnaire:
    if not Questionnaire.objects.filter(code="quarterly").exists():
        questionnaires()
    return Questionnaire.objects.get(code="quarterly")


def closed_round(quarter: str = "2026-Q3", *, population: int = 0, at: datetime = NOW, **fields: Any) -> Round:
    """A closed round of the default questionnaire, without responses."""
    values = {
        "state": "closed",
        "margin": "0.050",
        "expected_rate": "0.400",
        "opens_at": at - timedelta(days=14),
        "closes_at": at,
        "closed_at": at,
        "frozen_at": at - timedelta(days=20),
        "population": population,
        "sample_size": population,
        "needed": population // 2,
        "seed": "0" * 64,
        "frame_hash": "1" * 64,
    }
    return Round.objects.create(quarter=quarter, questionnaire=quarterly(), **{**values, **fields})


def stratum(found: Round, population: int, **fields: Any) -> Stratum:
    return Stratum.objects.create(round=found, population=population, sample_size=population, **fields)


def respond(
    found: Round, n: int, *, seed: int = 1, level: float = 7.5, overrides: dict[str, Any] | None = None, **fields: Any
) -> list[Response]:
    """n responses whose answers hang together as in a real round. level: the usual answer of 1 to 10. overrides: answers
    that all of them give, by key. fields: columns of the response."""
    random, questions = Random(seed), list(Question.objects.filter(questionnaire=found.questionnaire))
    rows = []
    for _ in range(n):
        mood = random.gauss(level, 1.4)
        row = Response(
            round=found,
            questionnaire=found.questionnaire,
            quarter=found.quarter,
            answered_on=None if found.is_anonymous else found.closes_at.date(),
            seconds=None if found.is_anonymous else random.randint(150, 420),
            **{"tier": "ordinary", **fields},
        )
        _fill(row, questions, mood, random, overrides or {})
        rows.append(row)
    return Response.objects.bulk_create(rows)


def _fill(row: Response, questions: list[Question], mood: float, random: Random, overrides: dict[str, Any]) -> None:
    answers: dict[str, Any] = {}
    for question in questions:
        if question.slot is None:
            continue
        value = overrides.get(question.key, _answer(question, mood, random))
        if value is None:
            answers[question.key] = "na"
            continue
        answers[question.key] = value
        setattr(row, slot_name(question.slot), int(value))
    row.answers = answers
    row.nps = row.q19
    if not row.comment and random.random() < 0.4:
        row.comment = random.choice(WORDS["good" if mood > 7.5 else "bad"])


def _answer(question: Question, mood: float, random: Random) -> Any:
    if question.kind == "integrity":
        return 1
    if question.kind == "effort":
        return max(1, min(7, round(mood * 0.7 + random.gauss(0, 0.8))))
    shift = SHIFT.get(question.key.rstrip("0123456789"), 0.0)
    value = round(mood + shift + random.gauss(0, 1.0))
    lowest = 0 if question.kind == "recommend" else 1
    if question.may_not_apply and random.random() < 0.04:
        return None
    return max(lowest, min(10, value))


def invite(found: Round, cast: Cast, responses: list[Response], *, more: int = 0, channel: str = "email") -> None:
    """An invitation for each response, and for others who did not answer, each of a customer of its own."""
    total = len(responses) + more
    start = Customer.objects.count()
    customers = Customer.objects.bulk_create(
        Customer(
            name=f"客户 {start + n}",
            name_key=f"c{start + n}",
            number=f"CU-9{start + n:05}",
            region=cast.east,
            tier="ordinary",
            created_at=NOW,
        )
        for n in range(total)
    )
    made = Invitation.objects.bulk_create(
        Invitation(
            kind="round",
            questionnaire=found.questionnaire,
            round=found,
            customer=customer,
            channel=channel,
            key=f"round:{found.pk}:{customer.pk}",
            token_hash=f"round:{found.pk}:{customer.pk}",
            created_at=found.opens_at,
            expires_at=found.closes_at,
            answered_at=found.closes_at if place < len(responses) else None,
        )
        for place, customer in enumerate(customers)
    )
    if not found.is_anonymous:
        for response, invitation in zip(responses, made, strict=False):
            response.invitation = invitation
        Response.objects.bulk_update(responses, ["invitation"])
