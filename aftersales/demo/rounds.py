"""A year of survey rounds with their answers, and the round of this quarter, which is open."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any

from aftersales.store.dates import start_of
from customers.enums import Tier
from customers.models import Customer
from surveys.enums import CallState, Channel, Loss, QuestionKind, RoundState, SurveyKind
from surveys.models import (
    CallCheck,
    FrameMember,
    Interview,
    Invitation,
    Question,
    Questionnaire,
    Response,
    Round,
    slot_name,
)
from surveys.queries import current_questionnaire, hash_of
from surveys.queries.frames import Candidate, address_hash, by_stratum
from surveys.queries.turns import asked_in, turn_of
from surveys.rules.calls import agreed, key_questions
from surveys.rules.planning import Terms, dates_of
from surveys.rules.quarters import first_day, quarter_before, quarter_of, quarters_until
from surveys.rules.sampling import invitations_needed, lot, sample_size
from surveys.services import inviting, rounds
from surveys.services.computing import compute_round
from surveys.services.invitations import token_of
from surveys.services.reporting import report_round

from .bulk import write
from .world import World

PAST = 4
MARGIN, RATE = 0.04, 0.8
OPEN_SINCE, OPEN_FOR = timedelta(days=7), timedelta(days=14)
ANSWER, BY_PHONE = 0.86, 0.12
NOW_ANSWERED = 0.46
NOW_MARGIN, NOW_RATE = Decimal("0.120"), Decimal("0.420")
COMPUTED, REPORTED = timedelta(hours=2), timedelta(hours=8)  # after a round has closed
MEANS = (7.3, 7.4, 7.5, 7.9, 8.0)  # by quarter, the oldest first: a little better each time
WORDS = (
    "返修周期能不能再短一点。",
    "电话有时打不通，希望多几个座席。",
    "说明书的字太小，最好有视频。",
    "备件价格偏高。",
    "希望巡检时顺便讲讲保养。",
    "整体不错，继续保持。",
    "Please keep us posted while a repair is under way.",
)
INTERVIEWERS = ("quality", "quality_manager", "service2")


def survey_quarters(world: World) -> None:
    """Call it after all tickets are there."""
    questionnaire = current_questionnaire(SurveyKind.ROUND)
    if questionnaire is None:
        return
    questions = list(Question.objects.filter(questionnaire=questionnaire).order_by("position"))
    this = quarter_of(world.today)
    for place, quarter in enumerate(quarters_until(quarter_before(this), PAST)):
        _past(world, quarter, questions, MEANS[place])
    _present(world, this, questions, MEANS[-1])


def _past(world: World, quarter: str, questions: Sequence[Question], mean: float) -> None:
    row = _planned(world, quarter, questions)
    _freeze(world, row)
    lost = {
        member.pk
        for member in _drawn(row)
        if member.customer_id and asked_in(member.customer_id, member.contact_id, quarter)
    }
    FrameMember.objects.filter(pk__in=lost).update(loss=Loss.ASKED_ALREADY, handled=True)
    invitations = [_invitation(row, member) for member in _drawn(row) if member.pk not in lost]
    for one in invitations:
        one.reminders = world.rng.choice((0, 1, 2))
    responses = _answered(world, row, invitations, questions, mean, ANSWER, row.closes_at)
    write(Invitation, invitations, at="created_at")
    FrameMember.objects.filter(round=row, drawn__isnull=False).update(handled=True)
    _store(world, row, responses, invitations)
    row.state, row.closed_at, row.invited_at = RoundState.CLOSED, row.closes_at, row.opens_at
    row.first_reminded_at, row.second_reminded_at = row.first_reminder_at, row.second_reminder_at
    row.save()
    Questionnaire.objects.filter(pk=row.questionnaire_id, used_at=None).update(used_at=row.opens_at)
    compute_round(row.pk, now=row.closes_at + COMPUTED)
    report_round(row.pk, now=row.closes_at + REPORTED)


def _planned(world: World, quarter: str, questions: Sequence[Question]) -> Round:
    dates = dates_of(quarter, Terms())
    row = Round(
        quarter=quarter,
        questionnaire=questions[0].questionnaire,
        state=RoundState.OPEN,
        margin=MARGIN,
        expected_rate=RATE,
        changed_by_hand=True,
        **rounds.moments_of(dates),
    )
    row.frozen_at = row.opens_at
    write(Round, [row], at="opens_at")
    return row


def _freeze(world: World, row: Round) -> None:
    """Freeze everybody who is a customer, as far as we know their past."""
    found = Customer.objects.exclude(tier=Tier.PROSPECT).filter(erased_at=None).order_by("number")
    people = found.select_related("region").prefetch_related("contacts")
    cells = by_stratum(_candidate(world, customer) for customer in people)
    row.population = sum(len(cell) for cell in cells.values())
    row.needed = sample_size(MARGIN, row.population)
    row.sample_size = invitations_needed(row.needed, RATE, row.population)
    row.seed = sha256(f"{world.rng.random()} {row.quarter}".encode()).hexdigest()
    rounds.freeze(row, cells)


def _candidate(world: World, customer: Customer) -> Candidate:
    contact = customer.main_contact
    by_phone = not customer.not_by_phone and world.rng.random() < BY_PHONE
    channel = Channel.PHONE if by_phone else Channel.EMAIL
    region = customer.region.code if customer.region else ""
    told = (customer.pk, customer.number, customer.region_id, region, customer.tier)
    return Candidate(*told, contact.pk if contact else None, channel, address_hash(customer, contact, channel))


def _drawn(row: Round) -> list[FrameMember]:
    members = FrameMember.objects.filter(round=row, drawn__isnull=False).order_by("position")
    return list(members.select_related("stratum"))


def _invitation(row: Round, member: FrameMember) -> Invitation:
    assert member.customer_id is not None
    made = Invitation(
        kind=SurveyKind.ROUND,
        questionnaire_id=row.questionnaire_id,
        round=row,
        customer_id=member.customer_id,
        contact_id=member.contact_id,
        channel=member.channel,
        key=f"round:{row.quarter}:{member.number}",
        turn=turn_of(member.customer_id, member.contact_id, row.quarter),
        region_id=member.stratum.region_id,
        tier=member.stratum.tier,
        created_at=row.opens_at,
        expires_at=row.closes_at,
    )
    made.token_hash = hash_of(token_of(made))
    return made


def _answered(
    world: World,
    row: Round,
    invitations: Sequence[Invitation],
    questions: Sequence[Question],
    mean: float,
    share: float,
    until: datetime,
) -> list[Response]:
    """The responses of a share of those invited, most of them in the first days."""
    rng, found = world.rng, list[Response]()
    length = (until - row.opens_at).total_seconds()
    for invitation in invitations:
        if rng.random() >= share:
            continue
        at = row.opens_at + timedelta(seconds=length * min(0.98, rng.betavariate(1.1, 2.4)))
        invitation.opened_on, invitation.answered_at = world.calendar.date_of(at), at
        found.append(_response(world, row, invitation, questions, mean, len(found)))
    return found


def _response(
    world: World, row: Round, invitation: Invitation, questions: Sequence[Question], mean: float, number: int
) -> Response:
    rng = world.rng
    level = min(9.8, max(2.0, rng.gauss(mean, 1.2)))
    answers: dict[str, Any] = {}
    for question in questions:
        if (value := _value(world, question, level, number)) is not None:
            answers[question.key] = value
    if number % 41 == 7:  # the same answer throughout
        answers |= {question.key: 8 for question in questions if question.kind == QuestionKind.SCALE}
    phoned = invitation.channel == Channel.PHONE
    day = invitation.opened_on
    assert day is not None
    response = Response(
        questionnaire_id=row.questionnaire_id,
        round=row,
        invitation=invitation,
        quarter=row.quarter,
        answered_on=day,
        answers=answers,
        comment=rng.choice(WORDS) if rng.random() < 0.3 else "",
        channel=invitation.channel,
        region_id=invitation.region_id,
        tier=invitation.tier,
        language="zh-hans",
        seconds=24 if number % 37 == 5 else int(rng.lognormvariate(5.5, 0.35)),
        device="" if phoned else sha256(f"{row.quarter} {number if number % 53 > 1 else 0}".encode()).hexdigest(),
        interviewer=world.cast[rng.choice(INTERVIEWERS)] if phoned else None,
    )
    for question in questions:
        value = answers.get(question.key)
        if question.slot and isinstance(value, int | bool):
            setattr(response, slot_name(question.slot), int(value))
    said = next((answers.get(one.key) for one in questions if one.kind == QuestionKind.RECOMMEND), None)
    response.nps = said if isinstance(said, int) else None
    return response


def _value(world: World, question: Question, level: float, number: int) -> Any:
    """A believable answer; None: skipped."""
    rng = world.rng
    if question.may_not_apply and rng.random() < 0.003:
        return "na"
    if question.kind == QuestionKind.SCALE:
        share = (level + rng.gauss(0, 0.9) - 1) / 9
        return min(question.points, max(1, round(1 + (question.points - 1) * share)))
    if question.kind == QuestionKind.RECOMMEND:
        return 10 if number % 47 == 11 else min(10, max(0, round(level + rng.gauss(0.5, 1.0))))
    if question.kind == QuestionKind.EFFORT:
        return min(7, max(1, round(level * 0.7 + rng.gauss(0, 0.7))))
    if question.kind == QuestionKind.INTEGRITY:
        return {13: 2, 29: 3, 47: 4}.get(number % 61, 1)
    return None


def _store(world: World, row: Round, responses: list[Response], invitations: Sequence[Invitation]) -> None:
    for response in responses:
        assert response.invitation is not None
        response.invitation_id = response.invitation.pk  # known only since the invitations are written
    write(Response, responses, at=row.opens_at)
    by_invitation = {response.invitation_id: response for response in responses}
    asked = [one for one in invitations if one.channel == Channel.PHONE]
    calls = [_interview(row, one, by_invitation.get(one.pk)) for one in asked]
    Interview.objects.bulk_create(calls)
    done = [call for call in calls if call.state == CallState.DONE]
    checks = [_check(world, call, by_invitation[call.invitation_id]) for call in done[::10]]
    CallCheck.objects.bulk_create(checks)


def _interview(row: Round, invitation: Invitation, response: Response | None) -> Interview:
    return Interview(
        invitation=invitation,
        state=CallState.DONE if response else CallState.NO_CONTACT,
        lot=lot(row.seed, "telephone", invitation.key),
        due_at=row.opens_at,
        until=row.closes_at,
        interviewer=response.interviewer if response else None,
        attempts=1 if response else 3,
        ended_at=invitation.answered_at or row.closes_at,
    )


def _check(world: World, call: Interview, response: Response) -> CallCheck:
    keys = key_questions(response.answers, list(response.answers), call.lot)
    given = {key: response.answers[key] for key in keys}
    if keys and world.rng.random() < 0.3 and not isinstance(given[keys[0]], bool):
        given[keys[0]] = max(1, given[keys[0]] - 2)
    other = next(name for name in INTERVIEWERS if world.cast[name] != response.interviewer)
    return CallCheck(
        interview=call,
        response=response,
        state=CallState.DONE,
        lot=call.lot,
        checker=world.cast[other],
        answers=given,
        asked=len(keys),
        agreed=sum(agreed(response.answers[key], given[key]) for key in keys),
        ended_at=call.ended_at,
    )


def _present(world: World, quarter: str, questions: Sequence[Question], mean: float) -> None:
    """Open this quarter's round by the services, a week ago or at the beginning of the quarter; some have answered."""
    opens = max(start_of(first_day(quarter)), world.now - OPEN_SINCE)
    row = Round(
        quarter=quarter,
        questionnaire=questions[0].questionnaire,
        margin=NOW_MARGIN,
        expected_rate=NOW_RATE,
        changed_by_hand=True,
        opens_at=opens,
        closes_at=opens + OPEN_FOR,
        first_reminder_at=opens + timedelta(days=4),
        second_reminder_at=opens + timedelta(days=9),
    )
    write(Round, [row], at="opens_at")
    rounds.open_round(round_id=row.pk, now=opens)
    while inviting.invite_due(now=opens):
        pass
    row.refresh_from_db()
    invitations = list(Invitation.objects.filter(round=row, channel=Channel.EMAIL).order_by("pk"))
    responses = _answered(world, row, invitations, questions, mean, NOW_ANSWERED, world.now)
    Invitation.objects.bulk_update(invitations, ["opened_on", "answered_at"], batch_size=500)
    write(Response, responses, at=world.now)
    while inviting.remind(now=world.now):
        pass
