"""Absences and stand-ins in the API."""

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

from ..enums import Role
from ..forms.own import StandInForm
from ..models import StandIn
from ..permissions import visible_stand_ins
from ..services import stand_ins
from ..verbs import STAND_INS
from .serializers import StandInOut


@offers("stand_in", Role.values, STAND_INS, answers=StandInOut)
class StandInViewSet(ServiceViewSet):
    """Absences, and the stand-ins who act for absent users."""

    policies = {name: Policy(f"stand_in.{name}") for name in ("list", "retrieve", "create")}
    queryset = StandIn.objects.none()
    serializer_class = StandInOut
    filterset_fields = ("absent__username", "deputy__username")

    def visible(self) -> Any:
        return visible_stand_ins(self.request.user)

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The user's own absences and those they stand in for; all absences for managers, administrators and
        auditors."""
        return super().list(request, *args, **kwargs)

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One absence."""
        return super().retrieve(request, *args, **kwargs)

    @extend_schema(request=body_of(StandInForm), responses={201: StandInOut})
    def create(self, request: Request) -> Response:
        """Record an absence and its stand-in."""
        form = self.filled(StandInForm, user=request.user, today=timezone.localdate())
        row = stand_ins.enter(actor=request.user, now=timezone.now(), **form.cleaned_data)
        return Response(self.get_serializer(row).data, status=status.HTTP_201_CREATED)
