"""Measures with their targets in the API."""

from __future__ import annotations

from typing import Any

import django_filters
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from aftersales.web.api.form_schema import body_of
from aftersales.web.api.verbs import offers
from aftersales.web.api.viewsets import ServiceViewSet
from aftersales.web.policy import Policy

from ..forms.measures import MeasureForm
from ..models import Measure
from ..permissions import MEASURE_WRITERS, READERS
from ..queries.measures import measures
from ..services.measures import set_up_measure
from ..verbs import MEASURES
from .serializers.measures import MeasureOut


class MeasureFilter(django_filters.FilterSet):
    owner = django_filters.CharFilter("action__owner__username")

    class Meta:
        model = Measure
        fields = ("verdict", "code", "check_quarter", "owner")


@offers("measure", MEASURE_WRITERS, MEASURES, answers=MeasureOut)
class MeasureViewSet(ServiceViewSet):
    """Improvement measures with the figure that they must move, checked by a later round."""

    policies = {
        "list": Policy("measure.list", READERS),
        "retrieve": Policy("measure.view", READERS),
        "create": Policy("measure.add", MEASURE_WRITERS),
    }
    serializer_class = MeasureOut
    filterset_class = MeasureFilter
    lookup_field = "number"

    def visible(self) -> Any:
        return measures()

    @extend_schema(request=body_of(MeasureForm), responses={201: MeasureOut})
    def create(self, request: Request) -> Response:
        """Set up a measure. Its start is what the last computed round says. segment: all:, or region:3, tier:important,
        product:7, outlet:2."""
        form = self.filled(MeasureForm)
        row = set_up_measure(actor=request.user, now=timezone.now(), **form.arguments())
        return Response(self.get_serializer(row).data, status=201)
