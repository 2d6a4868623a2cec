"""The maintenance of purchases in the API."""

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
from aftersales.web.verbs import Verb
from customers.api.filters import CustomerNumberFilter

from ..forms.kinds import NewMaintenanceForm
from ..models import MaintenancePlan
from ..permissions import READERS
from ..queries.kinds import maintenance_plans
from ..services.kinds import agree_maintenance
from ..verbs import MAINTENANCE
from .serializers.kinds import MaintenancePlanOut


class MaintenancePlanFilter(django_filters.FilterSet):
    customer = CustomerNumberFilter("purchase__customer__number")
    due_before = django_filters.DateFilter(field_name="next_due_on", lookup_expr="lte")

    class Meta:
        model = MaintenancePlan
        fields = ("customer", "due_before")


@offers("maintenance_plan", READERS, MAINTENANCE, answers=None)
class MaintenancePlanViewSet(ServiceViewSet):
    """The maintenance that was agreed for purchases. The system plans the visits."""

    queryset = MaintenancePlan.objects.none()
    serializer_class = MaintenancePlanOut
    filterset_class = MaintenancePlanFilter
    lookup_value_regex = "[0-9]+"
    policies = {name: Policy(f"maintenance_plan.{name}", READERS) for name in ("list", "retrieve", "create")}

    def visible(self) -> Any:
        return maintenance_plans(self.request.user)

    def answer(self, verb: Verb, target: MaintenancePlan, result: Any) -> Response:
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=body_of(NewMaintenanceForm), responses={201: MaintenancePlanOut})
    def create(self, request: Request) -> Response:
        """Agree maintenance for a purchase; an earlier plan is changed."""
        data = self.filled(NewMaintenanceForm).cleaned_data
        plan = agree_maintenance(actor=request.user, now=timezone.now(), purchase_id=data.pop("purchase"), **data)
        return Response(self.get_serializer(plan).data, status=status.HTTP_201_CREATED)
