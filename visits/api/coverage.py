"""The API of coverage: the figures, and the customers behind each."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone
from drf_spectacular.helpers import forced_singular_serializer
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from aftersales.kernel.errors import InvalidInput, gettext_noop
from aftersales.store.dates import company_date
from aftersales.web.api.defaults import Pagination
from aftersales.web.api.viewsets import ServiceViewSet
from aftersales.web.policy import Policy

from ..forms.coverage import CutForm
from ..models import Visit
from ..permissions import READERS
from ..presentation.coverage_figures import figures_of
from ..presentation.coverage_rows import customer_rows
from ..queries.coverage import Cut, counted_customers
from .serializers.coverage import CoverageOut, CoveredCustomerOut

FILTERS = [OpenApiParameter(name, str) for name in CutForm.base_fields]


class CoverageViewSet(ServiceViewSet):
    """The share of important and long-term customers who were visited in time today."""

    queryset = Visit.objects.none()
    serializer_class = CoverageOut
    pagination_class = None
    policies = {
        "list": Policy("coverage.figures", READERS),
        "customers": Policy("coverage.rows", READERS),
    }

    @extend_schema(parameters=FILTERS, responses=forced_singular_serializer(CoverageOut))
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The figures by tier, region, outlet, rep, province and lateness, and of past quarters."""
        return Response(CoverageOut(figures_of(request.user, self._today(), self._cut())).data)

    @extend_schema(parameters=FILTERS, responses=CoveredCustomerOut(many=True))
    @action(detail=False, pagination_class=Pagination)
    def customers(self, request: Request) -> Response:
        """The customers behind a figure: important ones first, then those due earliest."""
        today = self._today()
        page = self.paginate_queryset(counted_customers(request.user, today, self._cut())) or []
        rows = customer_rows(page, today)
        return self.get_paginated_response(CoveredCustomerOut(rows, many=True).data)

    def _today(self) -> date:
        return company_date(timezone.now())

    def _cut(self) -> Cut:
        form = CutForm(self.request.query_params)
        if wrong := next(iter(form.errors), None):
            raise InvalidInput(gettext_noop("This option doesn’t exist."), code="unknown", field=wrong)
        return form.cut()
