"""Stored reports, self-evaluations, questionnaires, and signals of what rises."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from reports.certification.models import SelfEvaluation
from reports.radar.models import RadarRun
from surveys.models import Questionnaire
from surveys.services.questionnaires import new_version
from tests.certification import factories as certified
from tests.reports import library

from .. import NOW, Cast


def rows(people: Cast) -> list[Any]:
    """A report that could not be made, and a self-evaluation by another standard that waits for its close."""
    assessed = certified.begun(people, "iso-10002")
    SelfEvaluation.objects.filter(pk=assessed.pk).update(state="assessed", assessed_by=people.quality_manager)
    return [library.ordered(state="failed", fault="memory"), assessed]


def pages(people: Cast) -> list[str]:
    """A self-evaluation and items of it, a questionnaire that customers were asked with and its next version; the
    page of what rises, which lists signals once somebody has looked for them."""
    RadarRun.objects.create(week=NOW.date(), computed_at=NOW, series=40, tests=80, limit=0.001)
    evaluation = certified.begun(people)
    certified.marked(people, evaluation)
    certified.exempted(people, evaluation)
    used = Questionnaire.objects.get(code="after-ticket")
    draft = new_version(questionnaire_id=used.pk, reason="措辞", actor=people.manager, now=NOW)
    return [
        evaluation.get_absolute_url(),
        reverse("self_evaluation_item", args=[evaluation.number, "5.1.3"]),
        reverse("self_evaluation_item", args=[evaluation.number, "5.2.6"]),
        *(reverse("questionnaire", args=[row.pk]) for row in (used, draft)),
    ]
