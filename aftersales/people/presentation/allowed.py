"""What a user may do now with a session, an interview, a recognition or an evaluation."""

from __future__ import annotations

from datetime import datetime

from aftersales.staff.models import User
from aftersales.store.dates import company_date

from .. import permissions
from ..enums import InterviewState, Result
from ..models import Evaluation, Interview, Recognition, TrainingSession
from ..queries.interviews import is_begun
from ..rules.workflow import EVALUATION, INTERVIEW, RECOGNITION, SESSION

Allowed = dict[str, bool]


def may_session(user: User, row: TrainingSession, now: datetime) -> Allowed:
    trains = permissions.can_train(user)
    begun = company_date(row.starts_at) <= company_date(now)
    results = set(row.attendances.values_list("result", flat=True))
    own = row.attendances.filter(person=user, result=Result.PASSED).exists()
    return {
        "record": trains and begun and bool(results) and SESSION.allows(row.state, "record"),
        "enrol": trains and SESSION.allows(row.state, "enrol"),
        "withdraw": trains and bool(results) and SESSION.allows(row.state, "withdraw"),
        "retake": trains and bool(results & {Result.FAILED, Result.ABSENT}) and SESSION.allows(row.state, "retake"),
        "certificate": (own or (trains and Result.PASSED in results)) and SESSION.allows(row.state, "certify"),
        "change": trains and SESSION.allows(row.state, "change"),
        "cancel": trains and SESSION.allows(row.state, "cancel"),
    }


def may_interview(user: User, row: Interview, now: datetime) -> Allowed:
    leads, speaks = permissions.can_lead(user, row), permissions.can_speak(user, row)
    signed = row.own_signed_at if speaks else row.lead_signed_at
    waits = row.state == InterviewState.AGREED and any(one.done_on is None for one in row.follow_ups.all())
    return {
        "prepare_own": speaks and INTERVIEW.allows(row.state, "prepare"),
        "prepare_lead": leads and INTERVIEW.allows(row.state, "prepare"),
        "record": leads and is_begun(row, now) and INTERVIEW.allows(row.state, "record"),
        "sign": (leads or speaks) and not signed and INTERVIEW.allows(row.state, "sign"),
        "dissent": speaks and INTERVIEW.allows(row.state, "dissent"),
        "follow_up": leads and INTERVIEW.allows(row.state, "plan"),
        "finish": (leads or speaks) and waits,
        "close": leads and INTERVIEW.allows(row.state, "close"),
        "change": leads and INTERVIEW.allows(row.state, "change"),
        "cancel": leads and INTERVIEW.allows(row.state, "cancel"),
    }


def may_recognition(user: User, row: Recognition) -> Allowed:
    decides = permissions.can_decide(user, row)
    return {
        "comment": permissions.can_comment(user, row) and RECOGNITION.allows(row.state, "comment"),
        "decide": decides and RECOGNITION.allows(row.state, "decide"),
        "decline": decides and RECOGNITION.allows(row.state, "decline"),
    }


def may_evaluation(user: User, row: Evaluation) -> Allowed:
    return {
        "note": permissions.can_note(user) and EVALUATION.allows(row.state, "note"),
        "decide": permissions.can_conclude(user) and EVALUATION.allows(row.state, "decide") and row.findings.exists(),
    }
