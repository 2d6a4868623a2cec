"""Calls told by a telephone system."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from aftersales.staff.models import User
from aftersales.web.api.viewsets import ServiceViewSet
from aftersales.web.policy import Policy
from customers.enums import Direction

from ..models import Call
from ..permissions.work import CALL_READERS
from ..queries.calls import calls_for
from ..services.calls import record_call


class NewCall(serializers.Serializer):
    """call_id: the telephone system's own; the same one again changes nothing. user: whose telephone rings, else
    extension: the end of that person's number; without both the whole desk is shown the call."""

    call_id = serializers.CharField(max_length=64)
    phone = serializers.CharField(max_length=40, required=False, allow_blank=True)
    rang_at = serializers.DateTimeField()
    direction = serializers.ChoiceField(Direction.choices, required=False)
    user = serializers.SlugRelatedField("username", queryset=User.objects.filter(is_active=True), required=False)
    extension = serializers.CharField(max_length=20, required=False, allow_blank=True)


class CallOut(serializers.ModelSerializer):
    """customer: the one that the number belongs to, empty where none or several do."""

    user = serializers.SlugRelatedField("username", read_only=True)
    customer = serializers.SlugRelatedField("number", read_only=True)
    ticket = serializers.SlugRelatedField("number", read_only=True)

    class Meta:
        model = Call
        fields = ("id", "call_id", "direction", "rang_at", "user", "extension", "customer", "ticket")


class CallViewSet(ServiceViewSet):
    """Calls: when they rang, for whom."""

    policies = {name: Policy(f"call.{name}", CALL_READERS) for name in ("list", "create")}
    queryset = Call.objects.none()
    serializer_class = CallOut

    def visible(self) -> Any:
        return calls_for(self.request.user, timezone.now()).select_related("user", "customer", "ticket")

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The calls of the last half hour that the reader might log, the latest first."""
        return super().list(request, *args, **kwargs)

    @extend_schema(request=NewCall, responses={201: CallOut, 200: CallOut})
    def create(self, request: Request) -> Response:
        """A call rings. 200 where it was told already."""
        data = self.checked(NewCall)
        known = Call.objects.filter(call_id=data["call_id"]).exists()
        call = record_call(actor=request.user, now=timezone.now(), **data)
        code = status.HTTP_200_OK if known else status.HTTP_201_CREATED
        return Response(self.get_serializer(call).data, status=code)
