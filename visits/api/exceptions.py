"""The API of exceptions from the cadence."""

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

from ..forms.exceptions import NewExceptionForm
from ..models import VisitException
from ..permissions import READERS
from ..queries.exceptions import exceptions
from ..services.exceptions import set_exception
from ..verbs import EXCEPTIONS
from .serializers import VisitExceptionOut


class ExceptionFilter(django_filters.FilterSet):
    customer = CustomerNumberFilter("customer__number")

    class Meta:
        model = VisitException
        fields = ("customer", "kind")


@offers("visit_exception", READERS, EXCEPTIONS, answers=None)
class VisitExceptionViewSet(ServiceViewSet):
    """Customers whose visits differ from what their tier requires: more often, not before a day, not by phone, or
    paused until a day."""

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
        """Make an exception for a customer; an earlier one of the kind is replaced. months: for "often"; not_before:
        for "not_before"; until: the last day, which a pause needs."""
        data = self.filled(NewExceptionForm).cleaned_data
        customer = visible_or_404(visible_customers(request.user), number=data.pop("customer"))
        row = set_exception(actor=request.user, now=timezone.now(), customer_id=customer.pk, **data)
        return Response(self.get_serializer(row).data, status=status.HTTP_201_CREATED)
