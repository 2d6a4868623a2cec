"""Data requests in the API."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from aftersales.web.api.form_schema import body_of
from aftersales.web.api.verbs import offers
from aftersales.web.api.viewsets import ServiceViewSet
from aftersales.web.policy import Policy
from aftersales.web.views import visible_or_404

from ..forms.privacy import NewRequestForm
from ..permissions import ERASERS, MERGERS, REQUEST_READERS, visible_to
from ..queries.privacy import data_requests
from ..services.requests import open_request
from ..verbs import REQUESTS
from .serializers.privacy import DataRequestOut


@offers("data_request", ERASERS, REQUESTS, answers=DataRequestOut)
class DataRequestViewSet(ServiceViewSet):
    """Requests for a copy, a correction or the erasure of personal data."""

    policies = {
        "list": Policy("data_request.list", REQUEST_READERS),
        "retrieve": Policy("data_request.view", REQUEST_READERS),
        "create": Policy("data_request.create", MERGERS),
    }
    serializer_class = DataRequestOut
    filterset_fields = ("state", "kind")
    lookup_field = "number"

    def visible(self) -> Any:
        return data_requests(self.request.user)

    @extend_schema(request=body_of(NewRequestForm), responses={201: DataRequestOut})
    def create(self, request: Request) -> Response:
        data = self.filled(NewRequestForm).cleaned_data
        customer = visible_or_404(visible_to(request.user), number=data.pop("customer"))
        row = open_request(actor=request.user, now=timezone.now(), customer_id=customer.pk, **data)
        return Response(self.get_serializer(row).data, status=status.HTTP_201_CREATED)
