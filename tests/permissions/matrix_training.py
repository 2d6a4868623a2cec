"""Who gets past 404 on training, interviews, recognitions and evaluations.

Interviews are found only by those who take part: here by the rep, the manager and the general manager.
"""

from typing import Any

from aftersales.people.verbs import EVALUATIONS, INTERVIEWS, RECOGNITIONS, SESSIONS

STAFF = frozenset(
    {"service", "rep", "manager", "gm", "quality", "quality_manager", "executive", "colleague", "auditor"}
)
PARTIES = STAFF - {"auditor"}
TRAINERS = frozenset({"manager", "quality_manager", "gm"})
SEE_ALL = TRAINERS | {"executive", "auditor"}

ROWS: dict[str, frozenset[str] | str] = {
    "people": STAFF,
    "trainings": STAFF,
    "training_new": STAFF,
    "training": STAFF,
    "training_print": STAFF,
    "training_certificate_file": STAFF,
    **{f"training_{verb}": STAFF for verb in SESSIONS},
    "interviews": PARTIES,
    "interview_new": PARTIES,
    "interview": PARTIES,
    "interview_print": PARTIES,
    **{f"interview_{verb.replace('-', '_')}": PARTIES for verb in INTERVIEWS},
    "recognitions": PARTIES,
    "recognition_new": PARTIES,
    "recognition": PARTIES,
    **{f"recognition_{verb}": PARTIES for verb in RECOGNITIONS},
    "evaluations": SEE_ALL,
    "evaluation": SEE_ALL,
    **{f"evaluation_{verb}": SEE_ALL for verb in EVALUATIONS},
    "courses": SEE_ALL,
    "course": SEE_ALL,
    "course_new": TRAINERS,
    "api-course-list": SEE_ALL,
    "api-course-detail": SEE_ALL,
    "api-training-due-list": STAFF,
    "api-training-due-detail": STAFF,
    "api-training-list": STAFF,
    "api-training-detail": STAFF,
    **{f"api-training-{verb}": STAFF for verb in SESSIONS},
    "api-interview-list": PARTIES,
    "api-interview-detail": PARTIES,
    **{f"api-interview-{verb}": PARTIES for verb in INTERVIEWS},
    "api-recognition-list": PARTIES,
    "api-recognition-detail": PARTIES,
    **{f"api-recognition-{verb}": PARTIES for verb in RECOGNITIONS},
    "api-evaluation-list": SEE_ALL,
    "api-evaluation-detail": SEE_ALL,
    **{f"api-evaluation-{verb}": SEE_ALL for verb in EVALUATIONS},
}


def _course(people: Any) -> dict[str, Any]:
    from aftersales.people.models import Course
    from tests.people import factories

    return {"pk": (Course.objects.first() or factories.course(people)).pk}


def _training(people: Any) -> dict[str, Any]:
    from aftersales.people.models import Attendance, Course, TrainingSession
    from aftersales.people.services.trainings import add_certificate
    from tests.factories import NOW
    from tests.factories.world import upload
    from tests.people import factories

    row = TrainingSession.objects.first()
    if row is None:
        row = factories.assessed(
            people, Course.objects.get(pk=_course(people)["pk"]), NOW - factories.DAY, {people.rep: 90}
        )
        add_certificate(session_id=row.pk, person=people.rep, certificate=upload(), actor=people.manager, now=NOW)
    return {"number": row.number, "pk": Attendance.objects.get(session=row).pk}


def _due(people: Any) -> dict[str, Any]:
    from aftersales.people.models import TrainingDue

    _training(people)
    return {"pk": TrainingDue.objects.filter(person=people.rep).first().pk}


def _interview(people: Any) -> dict[str, Any]:
    from aftersales.people.models import Interview
    from tests.people import factories

    return {"number": (Interview.objects.first() or factories.arranged(people)).number}


def _recognition(people: Any) -> dict[str, Any]:
    from aftersales.people.models import Recognition
    from tests.people import factories

    return {"number": (Recognition.objects.first() or factories.proposed(people)).number}


def _evaluation(people: Any) -> dict[str, Any]:
    from tests.people import factories

    return {"number": factories.evaluation().number}


OBJECTS = {
    "course": _course,
    "api-course": _course,
    "training": _training,
    "api-training": _training,
    "api-training-due": _due,
    "interview": _interview,
    "api-interview": _interview,
    "recognition": _recognition,
    "api-recognition": _recognition,
    "evaluation": _evaluation,
    "api-evaluation": _evaluation,
}
# Trainings are open to everybody who works here; the results of others are not.
SHARED = frozenset({"training", "training_print", "api-training-detail"})
