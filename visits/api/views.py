"""Visits in the API: the verbs that the pages have, by the same services."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from aftersales.web.api.viewsets import ServiceViewSet
from aftersales.web.policy import Policy

from ..models import Visit
from ..permissions import READERS, visible_to
from ..services import visits as service
from .shapes import MissIn, ReassignIn, RecordIn, RescheduleIn, VisitOut


class VisitFilter(django_filters.FilterSet):
    customer = django_filters.CharFilter(field_name="customer__number")
    rep = django_filters.CharFilter(field_name="rep__username")
    due_before = django_filters.DateFilter(field_name="due_on", lookup_expr="lte")
    planned_after = django_filters.DateFilter(field_name="planned_on", lookup_expr="gte")
    planned_before = django_filters.DateFilter(field_name="planned_on", lookup_expr="lte")

    class Meta:
        model = Visit
        fields = ("state", "outcome")


class VisitViewSet(ServiceViewSet):
    """Return visits: they fall due by themselves; people record, move and hand them over."""

    queryset = Visit.objects.none()
    serializer_class = VisitOut
    filterset_class = VisitFilter
    policies = {
        "list": Policy("visit.list", READERS),
        "retrieve": Policy("visit.view", READERS),
        "record": Policy("visit.record", READERS),
        "reschedule": Policy("visit.reschedule", READERS),
        "miss": Policy("visit.miss", READERS),
        "reassign": Policy("visit.reassign", READERS),
    }

    def visible(self) -> QuerySet[Visit]:
        visits = visible_to(self.request.user).select_related("customer", "rep", "recorded_by", "ticket")
        return visits.order_by("planned_on", "pk")

    def _do(self, act: Callable[..., Visit], body: type) -> Response:
        visit = act(actor=self.request.user, now=timezone.now(), visit=self.get_object(), **self.checked(body))
        return Response(VisitOut(visit, context=self.get_serializer_context()).data)

    @extend_schema(request=RecordIn, responses=VisitOut)
    @action(detail=True, methods=["post"])
    def record(self, request: Request, **kwargs: Any) -> Response:
        """The visit took place: who was met, what it came to, what was said. It may open a ticket."""
        return self._do(service.record_outcome, RecordIn)

    @extend_schema(request=RescheduleIn, responses=VisitOut)
    @action(detail=True, methods=["post"])
    def reschedule(self, request: Request, **kwargs: Any) -> Response:
        """Put it on another day; the due day stays."""
        return self._do(service.reschedule, RescheduleIn)

    @extend_schema(request=MissIn, responses=VisitOut)
    @action(detail=True, methods=["post"])
    def miss(self, request: Request, **kwargs: Any) -> Response:
        """It did not take place; the answer is the next attempt."""
        return self._do(service.mark_missed, MissIn)

    @extend_schema(request=ReassignIn, responses=VisitOut)
    @action(detail=True, methods=["post"])
    def reassign(self, request: Request, **kwargs: Any) -> Response:
        """Give it to another rep."""
        return self._do(service.reassign, ReassignIn)
