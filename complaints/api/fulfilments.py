"""Carrying out in the API: goods back, inspected, refunded or replaced."""

from __future__ import annotations

from typing import Any

import django_filters
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from aftersales.kernel.errors import InvalidInput
from aftersales.staff.enums import TICKET_READERS
from aftersales.web.api.viewsets import ServiceViewSet
from aftersales.web.policy import Policy

from ..enums import FulfilmentState
from ..models import Fulfilment
from ..permissions import visible_to
from ..services import fulfilment as services
from . import bodies, shapes

RELATED = (
    "lines__line__product_sold__product",
    "lines__received_by",
    "lines__inspected_by",
    "lines__units",
    "refunds__recorded_by",
)


def by_line(rows: list[dict[str, Any]]) -> dict[int, dict[str, Any]]:
    """What is said of each line, by its id; said twice of one line is a mistake."""
    found = {row["line"]: row for row in rows}
    if len(found) < len(rows):
        raise InvalidInput(_("A line is named twice."), code="line_twice", field="line")
    return found


def column(lines: dict[int, dict[str, Any]], name: str) -> dict[int, Any]:
    """One fact by line, where it is given."""
    return {pk: line[name] for pk, line in lines.items() if line.get(name)}


class FulfilmentFilter(django_filters.FilterSet):
    state = django_filters.MultipleChoiceFilter(choices=FulfilmentState.choices)
    department = django_filters.CharFilter("department__code")
    goods_due_before = django_filters.DateFilter("goods_due_on", lookup_expr="lte")
    ticket = django_filters.CharFilter("proposal__ticket__number")


class FulfilmentViewSet(ServiceViewSet):
    """What has to happen after approval, and how far it is."""

    policies = {
        name: Policy(f"fulfilment.{name}", TICKET_READERS)
        for name in ("list", "retrieve", "receive", "waive", "inspect", "refund", "sent")
    }
    queryset = Fulfilment.objects.none()
    serializer_class = shapes.FulfilmentOut
    filterset_class = FulfilmentFilter

    def visible(self) -> Any:
        rows = Fulfilment.objects.filter(proposal__ticket__in=visible_to(self.request.user))
        return (
            rows.select_related("proposal__ticket", "department", "paying_department")
            .prefetch_related(*RELATED)
            .order_by("-started_at", "-pk")
        )

    def _shown(self) -> Response:
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(request=bodies.Received)
    @action(detail=True, methods=["post"])
    def receive(self, request: Request, pk: str) -> Response:
        """Goods came back, in whole or in part."""
        row, data = self.get_object(), self.checked(bodies.Received)
        lines = by_line(data["quantities"])
        services.receive_goods(
            fulfilment_id=row.pk,
            quantities=column(lines, "quantity"),
            serials=column(lines, "serials"),
            conditions=column(lines, "condition"),
            condition=data["condition"],
            actor=request.user,
            now=timezone.now(),
        )
        return self._shown()

    @extend_schema(request=bodies.Waived)
    @action(detail=True, methods=["post"])
    def waive(self, request: Request, pk: str) -> Response:
        """What is still to come need not come back: a manager's word, with the reason."""
        row, data = self.get_object(), self.checked(bodies.Waived)
        services.waive_goods(
            fulfilment_id=row.pk,
            quantities=column(by_line(data["quantities"]), "quantity"),
            reason=data["reason"],
            actor=request.user,
            now=timezone.now(),
        )
        return self._shown()

    @extend_schema(request=bodies.Inspected)
    @action(detail=True, methods=["post"])
    def inspect(self, request: Request, pk: str) -> Response:
        """What inspection found, and what becomes of the goods."""
        row, data = self.get_object(), self.checked(bodies.Inspected)
        findings = {
            pk: services.Finding(one["finding"], one["disposition"], one["result"], one["cost"])
            for pk, one in by_line(data["findings"]).items()
        }
        services.inspect_goods(fulfilment_id=row.pk, findings=findings, actor=request.user, now=timezone.now())
        return self._shown()

    @extend_schema(request=bodies.Refunded)
    @action(detail=True, methods=["post"])
    def refund(self, request: Request, pk: str) -> Response:
        """Money was paid back; recorded by somebody else than who proposed it."""
        row, data = self.get_object(), self.checked(bodies.Refunded)
        services.record_refund(fulfilment_id=row.pk, actor=request.user, now=timezone.now(), **data)
        return self._shown()

    @extend_schema(request=bodies.Dispatched, operation_id="fulfilments_dispatch")
    @action(detail=True, methods=["post"], url_path="dispatch", url_name="dispatch")
    def sent(self, request: Request, pk: str) -> Response:
        """A replacement or repaired goods left for the customer."""
        row, data = self.get_object(), self.checked(bodies.Dispatched)
        lines = by_line(data.get("lines", []))
        services.record_dispatch(
            fulfilment_id=row.pk,
            shipped_with=data["shipped_with"],
            goods_due_on=data.get("goods_due_on"),
            counts=column(lines, "quantity") or None,
            serials=column(lines, "serials"),
            warranty_until=column(lines, "warranty_until"),
            actor=request.user,
            now=timezone.now(),
        )
        return self._shown()
