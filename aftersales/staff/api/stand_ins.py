"""Absences and stand-ins in the API."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from aftersales.web.api.viewsets import ServiceViewSet
from aftersales.web.policy import Policy

from ..models import StandIn, User
from ..permissions import visible_stand_ins
from ..queries import stand_in_state
from ..services import stand_ins

STATES = ["planned", "running", "over", "ended"]


class StandInOut(serializers.ModelSerializer):
    """deputy acts for absent from starts_on to ends_on, both days included; ended: before its last day."""

    absent = serializers.SlugRelatedField("username", read_only=True)
    deputy = serializers.SlugRelatedField("username", read_only=True)
    ended_by = serializers.SlugRelatedField("username", read_only=True)
    state = serializers.SerializerMethodField()

    class Meta:
        model = StandIn
        fields = ("id", "absent", "deputy", "starts_on", "ends_on", "reason", "state", "ended_at", "ended_by")

    @extend_schema_field(serializers.ChoiceField(STATES))
    def get_state(self, row: StandIn) -> str:
        return stand_in_state(row, timezone.localdate())


class NewStandIn(serializers.Serializer):
    """absent: the reader, unless an administrator names somebody else."""

    absent = serializers.SlugRelatedField("username", queryset=User.objects.filter(is_active=True), required=False)
    deputy = serializers.SlugRelatedField("username", queryset=User.objects.filter(is_active=True))
    starts_on = serializers.DateField()
    ends_on = serializers.DateField()
    reason = serializers.CharField(max_length=200, required=False, allow_blank=True)


class StandInViewSet(ServiceViewSet):
    """Who is away, and who acts for them."""

    policies = {name: Policy(f"stand_in.{name}") for name in ("list", "retrieve", "create", "end")}
    queryset = StandIn.objects.none()
    serializer_class = StandInOut
    filterset_fields = ("absent__username", "deputy__username")

    def visible(self) -> Any:
        return visible_stand_ins(self.request.user)

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The reader's own absences and those they cover; everybody's for who leads, administers or audits."""
        return super().list(request, *args, **kwargs)

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One absence."""
        return super().retrieve(request, *args, **kwargs)

    @extend_schema(request=NewStandIn, responses={201: StandInOut})
    def create(self, request: Request) -> Response:
        """Enter an absence and who stands in."""
        given = {"absent": request.user, **self.checked(NewStandIn)}
        row = stand_ins.enter(actor=request.user, now=timezone.now(), **given)
        return Response(self.get_serializer(row).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def end(self, request: Request, pk: str) -> Response:
        """The absent person is back early."""
        row = stand_ins.end(stand_in_id=self.get_object().pk, actor=request.user, now=timezone.now())
        return Response(self.get_serializer(row).data)
