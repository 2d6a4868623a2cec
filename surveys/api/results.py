"""Results of survey rounds in the API: figures, flags, responses of named rounds."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response as Answer

from aftersales.web.api.viewsets import ServiceViewSet
from aftersales.web.policy import Policy

from ..enums import FlagCode, Segment
from ..models import Round
from ..permissions import READERS, RESULT_MANAGERS, own_region
from ..queries.results import results_of
from ..queries.round_rows import round_rows, told_rows
from ..queries.rounds import computed_rounds
from . import serializers

FLAGGED = OpenApiParameter("flagged", str, enum=["without"], description="without: leaves flagged answers out")
SEGMENT = OpenApiParameter("segment", str, enum=[*Segment.values])
MEMBER = OpenApiParameter("member", str, description="Id of the member, or the code of the tier")
FLAG = OpenApiParameter("flag", str, enum=["any", *FlagCode.values])


class ResultViewSet(ServiceViewSet):
    """Results of survey rounds, by quarter. Figures of fewer than five answers are hidden."""

    serializer_class = serializers.ResultOut
    queryset = Round.objects.none()
    lookup_field = "quarter"
    lookup_value_regex = "20[0-9]{2}-Q[1-4]"
    policies = {
        "list": Policy("result.list", READERS),
        "retrieve": Policy("result.figures", READERS),
        "responses": Policy("result.responses", RESULT_MANAGERS),
    }

    def visible(self) -> Any:
        return computed_rounds()

    @extend_schema(parameters=[FLAGGED, SEGMENT], responses=serializers.ResultFiguresOut)
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Answer:
        """The figures of a round; segment: of all customers (default) or by region, product, tier, outlet, team."""
        found = self.get_object()
        less = request.query_params.get("flagged") == "without"
        segment = request.query_params.get("segment", Segment.ALL)
        results = results_of(found.quarter, without_flagged=less)
        rows = [row for (kind, _m, _c), row in sorted(results.figures.items()) if kind == segment] if results else []
        region = own_region(request.user)
        if region is not None and segment != Segment.ALL:
            rows = [row for row in rows if segment == Segment.REGION and row.member == str(region)]
        flags = {row.code[5:]: int(row.value or 0) for row in rows if row.code.startswith("flag:")}
        data = {
            **serializers.ResultOut(found).data,
            "figures": serializers.RoundFigureOut(rows, many=True).data,
            "flags": flags,
        }
        return Answer(data)

    @extend_schema(parameters=[SEGMENT, MEMBER, FLAG], responses=serializers.RoundResponseOut(many=True))
    @action(detail=True)
    def responses(self, request: Request, quarter: str) -> Answer:
        """The responses of a named round. Those of an anonymous round are 404."""
        asked = round_rows(quarter, request.query_params, request.user)
        page = self.paginate_queryset(asked.rows) or []
        return self.get_paginated_response(serializers.RoundResponseOut(told_rows(page, request.user), many=True).data)
