"""Visits in the API. The verbs are those of the pages and call the same services."""

from __future__ import annotations

import django_filters
from django.db.models import QuerySet
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
from aftersales.web.views import visible_or_404
from customers.api.filters import CustomerNumberFilter
from customers.permissions import visible_to as visible_customers

from ..forms import NewExceptionForm
from ..models import Visit, VisitException
from ..permissions import READERS, visible_to
from ..queries.exceptions import exceptions
from ..services.exceptions import set_exception
from ..verbs import EXCEPTIONS, VISITS
from .serializers import VisitExceptionOut, VisitOut


class VisitFilter(django_filters.FilterSet):
    customer = CustomerNumberFilter("customer__number")
    rep = django_filters.CharFilter(field_name="rep__username")
    due_before = django_filters.DateFilter(field_name="due_on", lookup_expr="lte")
    planned_after = django_filters.DateFilter(field_name="planned_on", lookup_expr="gte")
    planned_before = django_filters.DateFilter(field_name="planned_on", lookup_expr="lte")

    class Meta:
        model = Visit
        fields = ("state", "outcome")


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
        visits = visible_to(self.request.user).select_related("customer", "rep", "recorded_by", "ticket")
        return visits.order_by("planned_on", "pk")

    def answer(self, verb: Verb, target: Visit, result: Visit) -> Response:
        """The visit after a verb, or the next attempt if the visit did not take place."""
        return Response(self.get_serializer(result).data)


class ExceptionFilter(django_filters.FilterSet):
    customer = CustomerNumberFilter("customer__number")

    class Meta:
        model = VisitException
        fields = ("customer",)


@offers("visit_exception", READERS, EXCEPTIONS, answers=None)
class VisitExceptionViewSet(ServiceViewSet):
    """Customers who are visited more or less often than their tier requires."""

    queryset = VisitException.objects.none()
    serializer_class = VisitExceptionOut
    filterset_class = ExceptionFilter
    policies = {name: Policy(f"visit_exception.{name}", READERS) for name in ("list", "retrieve", "create")}

    def visible(self) -> QuerySet[VisitException]:
        return exceptions(self.request.user)

    def answer(self, verb: Verb, target: VisitException, result: None) -> Response:
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=body_of(NewExceptionForm), responses={201: VisitExceptionOut})
    def create(self, request: Request) -> Response:
        """Set how often a customer is visited; an earlier exception is replaced."""
        data = self.filled(NewExceptionForm).cleaned_data
        customer = visible_or_404(visible_customers(request.user), number=data.pop("customer"))
        row = set_exception(actor=request.user, now=timezone.now(), customer_id=customer.pk, **data)
        return Response(self.get_serializer(row).data, status=status.HTTP_201_CREATED)
