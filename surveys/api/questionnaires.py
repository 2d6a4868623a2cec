"""Questionnaires and their questions in the API."""

from __future__ import annotations

from typing import Any

import django_filters
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response as Answer

from aftersales.web.api.form_schema import body_of
from aftersales.web.api.verbs import offers
from aftersales.web.api.viewsets import ServiceViewSet
from aftersales.web.policy import Policy

from ..forms.questionnaires import NewQuestionnaireForm
from ..models import Question, Questionnaire
from ..permissions import EDITORS, READERS
from ..queries import questionnaires as queries
from ..services.questionnaires import create_questionnaire
from ..verbs.questionnaires import QUESTIONNAIRES, QUESTIONS
from .serializers.questionnaires import QuestionnaireOut, SurveyQuestionOut


class QuestionnaireFilter(django_filters.FilterSet):
    class Meta:
        model = Questionnaire
        fields = ("code", "kind", "is_current")


@offers("questionnaire", READERS, QUESTIONNAIRES, answers=QuestionnaireOut)
class QuestionnaireViewSet(ServiceViewSet):
    """Questionnaires with their questions. A version that was sent out never changes: copy it by new-version."""

    serializer_class = QuestionnaireOut
    filterset_class = QuestionnaireFilter
    queryset = Questionnaire.objects.none()
    policies = {
        "list": Policy("questionnaire.list", READERS),
        "retrieve": Policy("questionnaire.view", READERS),
        "create": Policy("questionnaire.new", EDITORS),
    }

    def visible(self) -> Any:
        return queries.for_api()

    def answer(self, verb: Any, target: Any, result: Any) -> Answer:
        """The version that is worth looking at after the verb; nothing after discarding it."""
        if verb.name == "discard":
            return Answer(status=status.HTTP_204_NO_CONTENT)
        pk = result.pk if isinstance(result, Questionnaire) else target.pk
        return Answer(self.get_serializer(queries.for_api().get(pk=pk)).data)

    @extend_schema(request=body_of(NewQuestionnaireForm), responses={201: QuestionnaireOut})
    def create(self, request: Request) -> Answer:
        """Begin a questionnaire of its own, without questions."""
        form = self.filled(NewQuestionnaireForm)
        row = create_questionnaire(actor=request.user, now=timezone.now(), **form.cleaned_data)
        return Answer(self.get_serializer(queries.for_api().get(pk=row.pk)).data, status=status.HTTP_201_CREATED)


@offers("questionnaire", READERS, QUESTIONS, answers=SurveyQuestionOut)
class SurveyQuestionViewSet(ServiceViewSet):
    """The questions of all versions. Only those of a version that nobody was asked with can be changed."""

    serializer_class = SurveyQuestionOut
    queryset = Question.objects.none()
    policies = {"list": Policy("questionnaire.list", READERS), "retrieve": Policy("questionnaire.view", READERS)}

    def visible(self) -> Any:
        rows = Question.objects.select_related("questionnaire", "indicator__parent").prefetch_related("choices")
        return rows.order_by("questionnaire__code", "-questionnaire__version", "position")

    def answer(self, verb: Any, target: Any, result: Any) -> Answer:
        if verb.name == "remove":
            return Answer(status=status.HTTP_204_NO_CONTENT)
        return super().answer(verb, target, result)
