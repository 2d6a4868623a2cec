"""Costs, suppliers and the quality rule in the API."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from aftersales.staff.enums import TICKET_READERS
from aftersales.web.api.dated import IN_PLACE, ChangedViewSet, InPlaceViewSet, describe, policies
from aftersales.web.api.form_schema import body_of
from aftersales.web.api.viewsets import ServiceViewSet
from aftersales.web.policy import Policy
from aftersales.web.views import visible_or_404
from complaints import permissions as tickets
from complaints.enums import QualityClass

from .. import services
from ..enums import CauseCategory, CostKind
from ..forms import CostForm, TakeBackForm
from ..models import CostEntry, QualityRule, Supplier
from ..permissions import COST_READERS, QUALITY_RULE_READERS, SUPPLIER_KEEPERS
from ..queries.cost_sources import FILTERS, NO_CLASS
from ..queries.costs import COST_SORTS, breakdown, cost_rows, dressed
from ..views.costs import cost_params
from ..views.settings import QUALITY_RULES, SUPPLIERS
from .serializers import CostEntryOut, CostRowOut, CostSumsOut, QualityRuleOut, SupplierOut

CAUSES = [*CauseCategory.values, *QualityClass.values, NO_CLASS]
ASKED = [
    OpenApiParameter("from", OpenApiTypes.DATE),
    OpenApiParameter("to", OpenApiTypes.DATE),
    OpenApiParameter("kind", str, enum=CostKind.values),
    OpenApiParameter("cause", str, enum=CAUSES),
    *(OpenApiParameter(name, str) for name in FILTERS if name not in {"from", "to", "kind", "cause"}),
]
SORT = OpenApiParameter("sort", str, enum=list(COST_SORTS), description="The latest first without")


class CostViewSet(ServiceViewSet):
    """The cost of poor quality: every row, read from fulfilments and from the labour and freight that was entered."""

    policies = {
        "list": Policy("cost.list", COST_READERS),
        "sums": Policy("cost.list", COST_READERS),
        "create": Policy("cost.new", TICKET_READERS),
        "take_back": Policy("cost.take_back", COST_READERS),
    }
    queryset = CostEntry.objects.none()
    serializer_class = CostEntryOut

    def visible(self) -> Any:
        return CostEntry.objects.select_related("ticket", "recorded_by")

    @extend_schema(parameters=[*ASKED, SORT], responses=CostRowOut(many=True))
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Every cost, the latest first."""
        asked = request.query_params
        page = self.paginate_queryset(cost_rows(cost_params(asked), asked.get("sort", "")))
        return self.get_paginated_response(CostRowOut(dressed(page or []), many=True).data)

    @extend_schema(parameters=ASKED, responses=CostSumsOut)
    @action(detail=False, methods=["get"])
    def sums(self, request: Request) -> Response:
        """The sum of the costs that match, and its parts by type."""
        found = breakdown(cost_params(request.query_params))
        kinds = {share.value: share.amount for share in found.kinds}
        return Response(CostSumsOut({"total": found.total, "kinds": kinds}).data)

    @extend_schema(request=body_of(CostForm), responses={201: CostEntryOut})
    def create(self, request: Request) -> Response:
        """Record hours of labour, or freight, of a ticket."""
        form = self.filled(CostForm, user=request.user)
        ticket = visible_or_404(tickets.visible_to(request.user), number=form.cleaned_data["ticket"])
        made = services.record_cost(ticket_id=ticket.pk, actor=request.user, now=timezone.now(), **form.arguments())
        return Response(self.get_serializer(made).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=body_of(TakeBackForm), responses={201: CostEntryOut})
    @action(detail=True, methods=["post"], url_path="take-back")
    def take_back(self, request: Request, pk: str) -> Response:
        """Take back a wrong entry by a counter-entry."""
        row = self.get_object()
        form = self.filled(TakeBackForm, user=request.user)
        made = services.take_back_cost(
            entry_id=row.pk, reason=form.cleaned_data["reason"], actor=request.user, now=timezone.now()
        )
        return Response(self.get_serializer(made).data, status=status.HTTP_201_CREATED)


@describe(QUALITY_RULES, QualityRuleOut, ("change",))
class QualityRuleViewSet(ChangedViewSet):
    """The quality rule: escalation of late actions, recurrence, and the rate of labour."""

    policies = policies("quality_rule", ("list", "retrieve", "change"), QUALITY_RULE_READERS)
    queryset = QualityRule.objects.none()
    serializer_class = QualityRuleOut
    kind = QUALITY_RULES


@describe(SUPPLIERS, SupplierOut, IN_PLACE)
class SupplierViewSet(InPlaceViewSet):
    """Suppliers, and what they supply."""

    policies = policies("supplier", IN_PLACE, SUPPLIER_KEEPERS)
    queryset = Supplier.objects.none()
    serializer_class = SupplierOut
    kind = SUPPLIERS
