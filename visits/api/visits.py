"""The API of visits."""

from __future__ import annotations

import django_filters
from django.db.models import QuerySet
from rest_framework.response import Response

from aftersales.web.api.verbs import offers
from aftersales.web.api.viewsets import ServiceViewSet
from aftersales.web.policy import Policy
from aftersales.web.verbs import Verb
from customers.api.filters import CustomerNumberFilter

from ..models import Visit
from ..permissions import READERS, visible_to
from ..verbs import VISITS
from .serializers import VisitOut


class VisitFilter(django_filters.FilterSet):
    customer = CustomerNumberFilter("customer__number")
    rep = django_filters.CharFilter(field_name="rep__username")
    due_before = django_filters.DateFilter(field_name="due_on", lookup_expr="lte")
    planned_after = django_filters.DateFilter(field_name="planned_on", lookup_expr="gte")
    planned_before = django_filters.DateFilter(field_name="planned_on", lookup_expr="lte")

    class Meta:
        model = Visit
        fields = ("kind", "state", "outcome")


@offers("visit", READERS, VISITS, answers=VisitOut)
class VisitViewSet(ServiceViewSet):
    """Follow-up visits. The system plans them by the visit cadence; users record, reschedule and reassign them."""

    queryset = Visit.objects.none()
    serializer_class = VisitOut
    filterset_class = VisitFilter
    policies = {
        "list": Policy("visit.list", READERS),
        "retrieve": Policy("visit.view", READERS),
    }

    def visible(self) -> QuerySet[Visit]:
        visits = visible_to(self.request.user).select_related("customer", "rep", "recorded_by", "ticket", "signature")
        return visits.order_by("planned_on", "pk")

    def answer(self, verb: Verb, target: Visit, result: Visit) -> Response:
        """The visit after a verb, or the next attempt if the visit did not take place."""
        return Response(self.get_serializer(result).data)
