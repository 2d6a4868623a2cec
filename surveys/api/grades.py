"""Satisfaction grades in the API: customers by grade, and the facts behind the grade of one."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from aftersales.web.api.viewsets import ServiceViewSet
from aftersales.web.policy import Policy
from customers.enums import Tier
from customers.models import Customer
from customers.permissions import READERS

from ..presentation.grades import grade_page
from ..queries.grades import CHANGED, TABS, changed_within, graded, tab_filter
from .serializers.grades import GradeOut, GradePageOut


class GradeFilter(django_filters.FilterSet):
    """grade: a letter, F for critical customers, none for those without. changed: since yesterday, or in a week."""

    grade = django_filters.ChoiceFilter(method="of_tab", choices=[(tab, tab) for tab in TABS if tab])
    region = django_filters.CharFilter("region__code")
    tier = django_filters.ChoiceFilter(choices=Tier.choices)
    changed = django_filters.ChoiceFilter(method="of_days", choices=[(name, name) for name in CHANGED])

    class Meta:
        model = Customer
        fields = ("grade", "region", "tier", "changed")

    def of_tab(self, rows: QuerySet[Customer], name: str, value: str) -> QuerySet[Customer]:
        return rows.filter(tab_filter(value))

    def of_days(self, rows: QuerySet[Customer], name: str, value: str) -> QuerySet[Customer]:
        return changed_within(rows, CHANGED[value], timezone.now())


class GradeViewSet(ServiceViewSet):
    """Customers by satisfaction grade, the worst first. A grade is set by hand at customers/{number}/regrade."""

    policies = {"list": Policy("grade.list", READERS), "retrieve": Policy("grade.view", READERS)}
    serializer_class = GradeOut
    filterset_class = GradeFilter
    lookup_field = "number"

    def visible(self) -> Any:
        return graded(self.request.user, {}, timezone.now())

    def get_serializer_class(self) -> Any:
        return GradePageOut if self.action == "retrieve" else GradeOut

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        row = self.get_object()
        page = grade_page(row, request.user, timezone.now())
        return Response(GradePageOut(row, context={**self.get_serializer_context(), "page": page}).data)
