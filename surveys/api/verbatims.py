"""Comments of customers in the API."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response as Answer

from aftersales.web.api.viewsets import ServiceViewSet
from aftersales.web.policy import Policy

from ..enums import Voice
from ..models import Verbatim
from ..permissions import VERBATIM_READERS
from ..queries.verbatims import asked_verbatims, without_people
from .serializers.verbatims import VerbatimOut
from .views import QUARTER, REGION

VOICE = OpenApiParameter("voice", str, enum=Voice.values)
THEME = OpenApiParameter("theme", str, description="A pair of characters or words that occurs in the comment")


class VerbatimViewSet(ServiceViewSet):
    """What customers wrote in a quarter, without their names."""

    serializer_class = VerbatimOut
    queryset = Verbatim.objects.none()
    policies = {"list": Policy("verbatim.list", VERBATIM_READERS)}

    @extend_schema(parameters=[QUARTER, REGION, VOICE, THEME])
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Answer:
        """The comments of a quarter. The list is empty if fewer than five answered."""
        asked = asked_verbatims(request.user, request.query_params)
        page = self.paginate_queryset(asked.rows) or []
        return self.get_paginated_response(VerbatimOut(without_people(page, asked.cells), many=True).data)
