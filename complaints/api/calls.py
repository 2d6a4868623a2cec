"""Incoming calls in the API, as a telephone system reports them."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from aftersales.web.api.form_schema import body_of
from aftersales.web.api.viewsets import ServiceViewSet
from aftersales.web.policy import Policy

from ..forms.calls import CallForm
from ..models import Call
from ..permissions.work import CALL_READERS
from ..queries.calls import calls_for
from ..services.calls import record_call
from .serializers.calls import CallOut


class CallViewSet(ServiceViewSet):
    """Incoming calls: when they rang, and at whose telephone."""

    policies = {name: Policy(f"call.{name}", CALL_READERS) for name in ("list", "create")}
    queryset = Call.objects.none()
    serializer_class = CallOut

    def visible(self) -> Any:
        return calls_for(self.request.user, timezone.now()).select_related("user", "customer", "ticket")

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The calls of the last half hour that the user may log as a ticket, the latest first."""
        return super().list(request, *args, **kwargs)

    @extend_schema(request=body_of(CallForm), responses={201: CallOut, 200: CallOut})
    def create(self, request: Request) -> Response:
        """Report a call that is ringing. The status is 200 if the call was reported before."""
        data = self.filled(CallForm).cleaned_data
        known = Call.objects.filter(call_id=data["call_id"]).exists()
        call = record_call(actor=request.user, now=timezone.now(), **data)
        code = status.HTTP_200_OK if known else status.HTTP_201_CREATED
        return Response(self.get_serializer(call).data, status=code)
