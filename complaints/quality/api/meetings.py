"""Meetings on quality in the API."""

from __future__ import annotations

from typing import Any

import django_filters
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from aftersales.web.api.filters import MomentFilter
from aftersales.web.api.form_schema import body_of
from aftersales.web.api.verbs import offers
from aftersales.web.api.viewsets import ServiceViewSet

from .. import services
from ..forms import MeetingForm
from ..models import Meeting
from ..permissions import READERS
from ..queries.meetings import meetings, with_cases
from ..verbs import MEETINGS
from .serializers import MeetingOut
from .views import policies


class MeetingFilter(django_filters.FilterSet):
    case = django_filters.CharFilter("cases__investigation__number")
    chair = django_filters.CharFilter("chair__username")
    starts_after = MomentFilter("starts_at", "gte")
    starts_before = MomentFilter("starts_at", "lt")

    class Meta:
        model = Meeting
        fields = ("state", "case", "chair")


@offers("meeting", READERS, MEETINGS, answers=MeetingOut)
class MeetingViewSet(ServiceViewSet):
    """Meetings on quality, with their agenda, minutes and decisions."""

    policies = policies("meeting")
    serializer_class = MeetingOut
    filterset_class = MeetingFilter
    lookup_field = "number"

    def visible(self) -> Any:
        return with_cases(meetings(self.request.user))

    @extend_schema(request=body_of(MeetingForm), responses={201: MeetingOut})
    def create(self, request: Request) -> Response:
        """Plan a meeting with its agenda, and invite the attendees. cases: the investigations in their order."""
        form = self.filled(MeetingForm, user=request.user)
        made = services.plan_meeting(actor=request.user, now=timezone.now(), **form.arguments())
        return Response(self.get_serializer(self.visible().get(number=made.number)).data, status.HTTP_201_CREATED)
