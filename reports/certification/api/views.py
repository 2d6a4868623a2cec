"""Self-evaluations, their items and the standards in the API."""

from __future__ import annotations

from typing import Any

import django_filters
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from aftersales.web.api.form_schema import body_of
from aftersales.web.api.verbs import offers
from aftersales.web.api.viewsets import ServiceViewSet
from aftersales.web.policy import Policy

from ..forms import NewEvaluationForm
from ..models import SelfEvaluation, SelfEvaluationItem, Standard
from ..permissions import READERS, visible_evaluations, visible_items
from ..queries import evaluations as queries
from ..services.evaluations import begin_evaluation
from ..verbs import SELF_EVALUATION_ITEMS, SELF_EVALUATIONS, STANDARDS
from .serializers import SelfEvaluationItemOut, SelfEvaluationOut, StandardOut


def _policies(noun: str, *verbs: str) -> dict[str, Policy]:
    return {verb: Policy(f"{noun}.{verb}", frozenset(map(str, READERS))) for verb in ("list", "retrieve", *verbs)}


class SelfEvaluationFilter(django_filters.FilterSet):
    standard = django_filters.CharFilter("standard__code")

    class Meta:
        model = SelfEvaluation
        fields = ("state", "standard")


@offers("self_evaluation", READERS, SELF_EVALUATIONS, answers=SelfEvaluationOut)
class SelfEvaluationViewSet(ServiceViewSet):
    """Self-evaluations by a standard. They are no certificates."""

    policies = _policies("self_evaluation", "create")
    serializer_class = SelfEvaluationOut
    filterset_class = SelfEvaluationFilter
    lookup_field = "number"
    queryset = SelfEvaluation.objects.none()

    def visible(self) -> Any:
        rows = queries.evaluations().filter(pk__in=visible_evaluations(self.request.user))
        return rows.prefetch_related("marks__noted_by")

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The evaluations, the newest first."""
        return super().list(request, *args, **kwargs)

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One evaluation."""
        return super().retrieve(request, *args, **kwargs)

    @extend_schema(request=body_of(NewEvaluationForm), responses={201: SelfEvaluationOut})
    def create(self, request: Request) -> Response:
        """Begin an evaluation by the catalogue in effect today. The system counts what it knows."""
        form = self.filled(NewEvaluationForm, user=request.user)
        made = begin_evaluation(actor=request.user, now=timezone.now(), **form.arguments())
        return Response(self.get_serializer(self.visible().get(pk=made.pk)).data, status.HTTP_201_CREATED)


class ItemFilter(django_filters.FilterSet):
    evaluation = django_filters.CharFilter("evaluation__number")
    code = django_filters.CharFilter("item__code")

    class Meta:
        model = SelfEvaluationItem
        fields = ("evaluation", "code", "applies")


@offers("self_evaluation_item", READERS, SELF_EVALUATION_ITEMS, answers=SelfEvaluationItemOut)
class SelfEvaluationItemViewSet(ServiceViewSet):
    """The items of self-evaluations with their evidence and points."""

    policies = _policies("self_evaluation_item")
    serializer_class = SelfEvaluationItemOut
    filterset_class = ItemFilter
    queryset = SelfEvaluationItem.objects.none()

    def visible(self) -> Any:
        return queries.items().filter(pk__in=visible_items(self.request.user))

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The items, by evaluation and clause."""
        return super().list(request, *args, **kwargs)

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One item."""
        return super().retrieve(request, *args, **kwargs)


@offers("standard", READERS, STANDARDS, answers=StandardOut)
class StandardViewSet(ServiceViewSet):
    """The standards with their newest catalogue of clauses, points and queries."""

    policies = _policies("standard")
    serializer_class = StandardOut
    lookup_field = "code"
    filterset_fields = ("has_grades",)
    queryset = Standard.objects.none()

    def visible(self) -> Any:
        return queries.with_catalogue(queries.standards())

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The standards."""
        return super().list(request, *args, **kwargs)

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One standard."""
        return super().retrieve(request, *args, **kwargs)
