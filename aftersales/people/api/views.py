"""Training, interviews, recognition and evaluations in the API."""

from __future__ import annotations

from typing import Any

import django_filters
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from aftersales.web.api.dated import IN_PLACE, InPlaceViewSet, describe
from aftersales.web.api.dated import policies as setting_policies
from aftersales.web.api.filters import MomentFilter
from aftersales.web.api.form_schema import body_of
from aftersales.web.api.verbs import offers
from aftersales.web.api.viewsets import ServiceViewSet
from aftersales.web.policy import Policy

from ..forms.interviews import NewInterviewForm
from ..forms.recognitions import ProposeForm
from ..forms.trainings import NewSessionForm
from ..models import Course, Evaluation, Interview, Recognition, TrainingDue, TrainingSession
from ..permissions import PARTIES, RULE_VIEWERS, SEE_ALL_TRAINING, STAFF, visible_due
from ..queries import evaluations as evaluation_queries
from ..queries.interviews import interviews, with_parts
from ..queries.recognitions import recognitions
from ..queries.trainings import sessions, with_results
from ..services import interviews as interview_services
from ..services import recognitions as recognition_services
from ..services import trainings as training_services
from ..verbs import EVALUATIONS, INTERVIEWS, RECOGNITIONS, SESSIONS
from ..views.settings import COURSES
from .serializers import CourseOut, EvaluationOut, InterviewOut, RecognitionOut, TrainingDueOut, TrainingOut


def _policies(noun: str, roles: frozenset[Any], *verbs: str) -> dict[str, Policy]:
    """Who may call a noun; what they find and may do is decided for each row."""
    return {verb: Policy(f"{noun}.{verb}", frozenset(map(str, roles))) for verb in ("list", "retrieve", *verbs)}


@describe(COURSES, CourseOut, IN_PLACE)
class CourseViewSet(InPlaceViewSet):
    """Courses: for which roles, and how often they are repeated."""

    policies = setting_policies("course", IN_PLACE, SEE_ALL_TRAINING)
    queryset = Course.objects.none()
    serializer_class = CourseOut
    kind = COURSES


class TrainingDueFilter(django_filters.FilterSet):
    person = django_filters.CharFilter("person__username")
    course = django_filters.NumberFilter("course")
    due_before = django_filters.DateFilter("due_on", "lt")

    class Meta:
        model = TrainingDue
        fields = ("person", "course")


class TrainingDueViewSet(ServiceViewSet):
    """Who must pass which course, and by when: the user's own, or everybody's for who trains."""

    policies = _policies("training_due", STAFF)
    serializer_class = TrainingDueOut
    filterset_class = TrainingDueFilter

    def visible(self) -> Any:
        return visible_due(self.request.user).select_related("person").order_by("due_on", "pk")

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The due dates, the earliest first."""
        return super().list(request, *args, **kwargs)

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One due date."""
        return super().retrieve(request, *args, **kwargs)


class TrainingFilter(django_filters.FilterSet):
    course = django_filters.NumberFilter("course")
    starts_after = MomentFilter("starts_at", "gte")
    starts_before = MomentFilter("starts_at", "lt")

    class Meta:
        model = TrainingSession
        fields = ("state", "course")


@offers("training", STAFF, SESSIONS, answers=TrainingOut)
class TrainingViewSet(ServiceViewSet):
    """Trainings with the results that the user may see."""

    policies = _policies("training", STAFF, "create")
    serializer_class = TrainingOut
    filterset_class = TrainingFilter
    lookup_field = "number"

    def visible(self) -> Any:
        return with_results(sessions(), self.request.user)

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The trainings, the latest first."""
        return super().list(request, *args, **kwargs)

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One training."""
        return super().retrieve(request, *args, **kwargs)

    @extend_schema(request=body_of(NewSessionForm), responses={201: TrainingOut})
    def create(self, request: Request) -> Response:
        """Plan a training of a course and enrol people. It may lie in the past, to enter old results."""
        form = self.filled(NewSessionForm, user=request.user)
        made = training_services.plan_session(actor=request.user, now=timezone.now(), **form.arguments())
        return Response(self.get_serializer(self.visible().get(number=made.number)).data, status.HTTP_201_CREATED)


class InterviewFilter(django_filters.FilterSet):
    person = django_filters.CharFilter("person__username")

    class Meta:
        model = Interview
        fields = ("state", "person")


@offers("interview", PARTIES, INTERVIEWS, answers=InterviewOut)
class InterviewViewSet(ServiceViewSet):
    """The user's service quality interviews, as one of the two or as the superior; no others."""

    policies = _policies("interview", PARTIES, "create")
    serializer_class = InterviewOut
    filterset_class = InterviewFilter
    lookup_field = "number"

    def visible(self) -> Any:
        return with_parts(interviews(self.request.user))

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The interviews, the latest first."""
        return super().list(request, *args, **kwargs)

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One interview."""
        return super().retrieve(request, *args, **kwargs)

    @extend_schema(request=body_of(NewInterviewForm), responses={201: InterviewOut})
    def create(self, request: Request) -> Response:
        """Arrange an interview that the user holds, and notify the person."""
        form = self.filled(NewInterviewForm, user=request.user)
        made = interview_services.arrange(actor=request.user, now=timezone.now(), **form.arguments())
        return Response(self.get_serializer(self.visible().get(number=made.number)).data, status.HTTP_201_CREATED)


class RecognitionFilter(django_filters.FilterSet):
    person = django_filters.CharFilter("person__username")

    class Meta:
        model = Recognition
        fields = ("state", "kind", "person")


@offers("recognition", PARTIES, RECOGNITIONS, answers=RecognitionOut)
class RecognitionViewSet(ServiceViewSet):
    """Recognitions and corrections: the user's own, those they proposed, and all of them for who decides."""

    policies = _policies("recognition", PARTIES, "create")
    serializer_class = RecognitionOut
    filterset_class = RecognitionFilter
    lookup_field = "number"

    def visible(self) -> Any:
        return recognitions(self.request.user)

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The latest first."""
        return super().list(request, *args, **kwargs)

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One recognition or correction."""
        return super().retrieve(request, *args, **kwargs)

    @extend_schema(request=body_of(ProposeForm), responses={201: RecognitionOut})
    def create(self, request: Request) -> Response:
        """Propose to recognise or correct somebody."""
        form = self.filled(ProposeForm, user=request.user)
        made = recognition_services.propose(actor=request.user, now=timezone.now(), **form.arguments())
        return Response(self.get_serializer(self.visible().get(pk=made.pk)).data, status.HTTP_201_CREATED)


@offers("evaluation", RULE_VIEWERS, EVALUATIONS, answers=EvaluationOut)
class EvaluationViewSet(ServiceViewSet):
    """Evaluations of the communication rules, with their findings."""

    policies = _policies("evaluation", RULE_VIEWERS)
    serializer_class = EvaluationOut
    lookup_field = "number"
    filterset_fields = ("state",)
    queryset = Evaluation.objects.none()

    def visible(self) -> Any:
        return evaluation_queries.with_findings(evaluation_queries.evaluations())

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The latest first."""
        return super().list(request, *args, **kwargs)

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One evaluation."""
        return super().retrieve(request, *args, **kwargs)
