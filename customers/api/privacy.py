"""The register of requests about personal data."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from aftersales.web.api.viewsets import ServiceViewSet
from aftersales.web.policy import Policy
from aftersales.web.views import visible_or_404

from ..permissions import ERASERS, MERGERS, REQUEST_READERS, visible_to
from ..queries.privacy import data_requests
from ..services import requests
from . import serializers as io


class DataRequestViewSet(ServiceViewSet):
    """Requests for a copy, a correction or the erasure of personal data."""

    policies = {
        "list": Policy("data_request.list", REQUEST_READERS),
        "retrieve": Policy("data_request.view", REQUEST_READERS),
        "create": Policy("data_request.create", MERGERS),
        "finish": Policy("data_request.finish", ERASERS),
        "erase": Policy("data_request.erase", ERASERS),
    }
    serializer_class = io.DataRequestOut
    filterset_fields = ("state", "kind")
    lookup_field = "number"

    def visible(self) -> Any:
        return data_requests(self.request.user)

    @extend_schema(request=io.NewDataRequest, responses={201: io.DataRequestOut})
    def create(self, request: Request) -> Response:
        data = self.checked(io.NewDataRequest)
        customer = visible_or_404(visible_to(request.user), number=data.pop("customer"))
        row = requests.open_request(actor=request.user, now=timezone.now(), customer=customer, **data)
        return Response(self.get_serializer(row).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=io.FinishDataRequest)
    @action(detail=True, methods=["post"])
    def finish(self, request: Request, number: str) -> Response:
        """Answered, or refused with the reason."""
        return self._do(requests.finish_request, io.FinishDataRequest)

    @extend_schema(request=io.EraseDataRequest)
    @action(detail=True, methods=["post"])
    def erase(self, request: Request, number: str) -> Response:
        """Erase the customer who asked; `typed` is the customer's number."""
        return self._do(requests.erase_for_request, io.EraseDataRequest)

    def _do(self, act: Any, body: type) -> Response:
        row = act(actor=self.request.user, now=timezone.now(), request=self.get_object(), **self.checked(body))
        return Response(self.get_serializer(row).data)
