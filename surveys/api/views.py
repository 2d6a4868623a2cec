"""Surveys in the API: invitations, anonymous responses, figures."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response as Answer

from aftersales.web.api.viewsets import ServiceViewSet
from aftersales.web.policy import Policy
from aftersales.web.throttles import Throttle

from ..models import Invitation, Response
from ..permissions import READERS, SENDERS
from ..queries import asked_responses, quarter_figures, without_people
from ..services.invitations import reissue
from ..services.responses import submit_response
from . import serializers

A_QUARTER = r"^20[0-9]{2}-Q[1-4]$"
QUARTER = OpenApiParameter("quarter", str, pattern=A_QUARTER, description="2026-Q4; the present one without")
REGION = OpenApiParameter("region", int, description="The id of a region; a rep is kept to their own")
VIEW = OpenApiParameter("view", str, enum=["unhappy", "unsolved", "words"])


class SubmitThrottle(Throttle):
    """Limits answers by address, because customers have no account."""

    scope = "survey"
    limit = 60


class InvitationViewSet(ServiceViewSet):
    """Invitations to surveys. The system chooses the customers; a manager can only send a lost link again."""

    serializer_class = serializers.InvitationOut
    queryset = Invitation.objects.none()
    policies = {"list": Policy("invitation.list", SENDERS), "reissue": Policy("invitation.reissue", SENDERS)}

    def visible(self) -> Any:
        return Invitation.objects.select_related("ticket")

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "now": timezone.now()}

    @extend_schema(request=None, responses=serializers.InvitationOut)
    @action(detail=True, methods=["post"])
    def reissue(self, request: Request, pk: str) -> Answer:
        """Send a lost link again, to the email address on record. The old link becomes void at once."""
        row = reissue(invitation_id=self.get_object().pk, actor=request.user, now=timezone.now())
        return Answer(self.get_serializer(row).data)


class ResponseViewSet(ServiceViewSet):
    """Responses of customers. Only the customer uses POST: the token of the link is the permission."""

    serializer_class = serializers.ResponseOut
    queryset = Response.objects.none()
    policies = {
        "list": Policy("response.list", READERS),
        "create": Policy("response.submit", public=True),
        "figures": Policy("response.figures", READERS),
    }

    def get_throttles(self) -> list[Any]:
        return [SubmitThrottle()] if self.action == "create" else []

    @extend_schema(parameters=[QUARTER, REGION, VIEW])
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Answer:
        """The responses of a quarter. The list is empty if there are fewer than five."""
        asked = asked_responses(request.user, request.query_params)
        page = self.paginate_queryset(asked.rows) or []
        rows = without_people(page, asked.cells)
        return self.get_paginated_response(self.get_serializer(rows, many=True).data)

    @extend_schema(request=serializers.SubmittedAnswers, responses={201: serializers.ReceivedOut}, auth=[])
    def create(self, request: Request) -> Answer:
        """Answer a survey. Each link can be used once."""
        sent = serializers.SubmittedAnswers(data=request.data)
        sent.is_valid(raise_exception=True)
        submit_response(**sent.validated_data, now=timezone.now())
        return Answer({"received": True}, status=201)

    @extend_schema(parameters=[QUARTER, REGION], responses=serializers.FiguresOut)
    @action(detail=False)
    def figures(self, request: Request) -> Answer:
        """The figures of a quarter, compared with the quarter before."""
        asked = asked_responses(request.user, request.query_params)
        figures = quarter_figures(asked.quarter, asked.region_id)
        return Answer(serializers.FiguresOut(figures).data)
