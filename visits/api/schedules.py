"""The schedules of customers in the API."""

from __future__ import annotations

import django_filters
from django.db.models import QuerySet

from aftersales.web.api.viewsets import ServiceViewSet
from aftersales.web.policy import Policy
from customers.api.filters import CustomerNumberFilter

from ..models import VisitSchedule
from ..permissions import READERS
from ..queries.schedules import schedules
from .serializers import VisitScheduleOut


class ScheduleFilter(django_filters.FilterSet):
    customer = CustomerNumberFilter("customer__number")
    due_before = django_filters.DateFilter(field_name="next_due_on", lookup_expr="lte")
    due_after = django_filters.DateFilter(field_name="next_due_on", lookup_expr="gte")

    class Meta:
        model = VisitSchedule
        fields = ("basis",)


class VisitScheduleViewSet(ServiceViewSet):
    """When the next visit of each customer is due, and why. Computed from the cadence, the exceptions and the last
    visit that took place."""

    queryset = VisitSchedule.objects.none()
    serializer_class = VisitScheduleOut
    filterset_class = ScheduleFilter
    lookup_field = "customer__number"
    lookup_url_kwarg = "number"
    policies = {name: Policy(f"visit_schedule.{name}", READERS) for name in ("list", "retrieve")}

    def visible(self) -> QuerySet[VisitSchedule]:
        return schedules(self.request.user)
