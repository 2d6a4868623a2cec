"""Reports in the API."""

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from aftersales.web.api.viewsets import ServiceViewSet
from aftersales.web.policy import Policy

from ..permissions import READERS
from ..queries import quarter_page
from .serializers import QuarterOut, quarter_data

A_QUARTER = r"^20[0-9]{2}-Q[1-4]$"
QUARTER = OpenApiParameter("quarter", str, pattern=A_QUARTER, description="2026-Q4; the present one without")
REGION = OpenApiParameter("region", str, description="The code of a region; a rep is kept to their own")


class ReportViewSet(ServiceViewSet):
    """The figures of the company, each with the rows behind it."""

    serializer_class = QuarterOut
    filter_backends = ()
    policies = {"quarter": Policy("report.quarter", READERS)}

    @extend_schema(parameters=[QUARTER, REGION], responses=QuarterOut)
    @action(detail=False, pagination_class=None)
    def quarter(self, request: Request) -> Response:
        """The figures of a quarter up to today, compared with the same days of the quarter before."""
        page = quarter_page(request.user, request.query_params.dict(), timezone.now())
        return Response(QuarterOut(quarter_data(page)).data)
