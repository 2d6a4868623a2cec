"""Trainings, interviews, recognitions and evaluations for tests."""

from datetime import date, timedelta
from typing import Any

from aftersales.people.models import Course, Evaluation, Interview, Recognition, TrainingSession
from aftersales.people.services import courses, evaluations, interviews, recognitions, trainings
from tests.factories import NOW, Cast

DAY = timedelta(days=1)
TARGETS = [
    {"goal": "等配件的客户隔天告知一次", "now": "41%", "target": "90%", "until": date(2026, 12, 31), "helper": "仓库"}
]
RECORD = {
    "strengths": "停机那次当晚到场",
    "problems": "等配件时不主动告知",
    "causes": "看不到到货日",
    "statement": "给我看到到货日，我每天早上就发。",
    "conclusion": "先开通到货日",
}


def course(people: Cast, **facts: Any) -> Course:
    given = {"name": "产品安全", "name_en": "Product safety", "roles": ["rep", "service"], **facts}
    return courses.create_course(actor=people.manager, now=facts.pop("now", NOW), **given)


def session(
    people: Cast, of: Course | None = None, *, enrolled: Any = (), now: Any = NOW, **facts: Any
) -> TrainingSession:
    given = {"starts_at": NOW + 5 * DAY, "place": "小会议室", "trainer": "顾北", "seats": 8, **facts}
    return trainings.plan_session(course=of or course(people), people=enrolled, actor=people.manager, now=now, **given)


def assessed(people: Cast, of: Course, on: Any, scores: dict[Any, Any]) -> TrainingSession:
    """A session of the past with these scores."""
    row = session(people, of, enrolled=list(scores), starts_at=on)
    results = [(person, score, "") for person, score in scores.items()]
    return trainings.record_results(session_id=row.pk, results=results, actor=people.manager, now=NOW)


def arranged(people: Cast, *, now: Any = NOW, **facts: Any) -> Interview:
    """An interview of the rep with the manager, whom the general manager is above."""
    given = {
        "person": people.rep,
        "period_from": date(2026, 7, 1),
        "period_to": date(2026, 9, 30),
        "starts_at": now + 5 * DAY,
        "place": "小会议室",
        "topic": "三季度的回访和答复",
        "superior": people.gm,
        "superior_attends": False,
        **facts,
    }
    return interviews.arrange(actor=given.pop("actor", people.manager), now=now, **given)


def recorded(people: Cast, **facts: Any) -> Interview:
    """An interview that took place yesterday, with its record."""
    row = arranged(people, now=NOW - 6 * DAY, **facts)
    return interviews.record_interview(interview_id=row.pk, targets=TARGETS, actor=people.manager, now=NOW, **RECORD)


def agreed(people: Cast, **facts: Any) -> Interview:
    row = recorded(people, **facts)
    interviews.plan_follow_up(
        interview_id=row.pk, what="开通到货日", who="罗敏", due_on=date(2026, 11, 27), actor=people.manager, now=NOW
    )
    interviews.sign(interview_id=row.pk, actor=people.rep, now=NOW)
    return interviews.sign(interview_id=row.pk, actor=people.manager, now=NOW)


def proposed(people: Cast, kind: str = "recognition", **facts: Any) -> Recognition:
    given = {
        "person": people.rep,
        "happened_on": date(2026, 11, 2),
        "reason": "当晚到场",
        "facts": "停机当晚两小时到场",
        "measure": "通报表扬",
        **facts,
    }
    return recognitions.propose(kind=kind, actor=given.pop("actor", people.manager), now=facts.get("now", NOW), **given)


def evaluation(now: Any = NOW) -> Evaluation:
    evaluations.begin_first(now=now)
    return Evaluation.objects.get(state="open")
