"""A customer's timeline and the service record of a purchase. Both read several apps."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from aftersales.web.api.defaults import wrong
from aftersales.web.api.viewsets import ServiceViewSet
from aftersales.web.policy import Policy
from customers.models import Customer, Purchase
from customers.permissions import READERS, visible_to
from customers.queries import purchases_seen_by
from customers.queries.numbers import current_number
from customers.rules.profile import warranty_state

from ..purchase import life_of
from ..timeline import channels, cursor_of, page_of_timeline
from .serializers import ServiceFileOut, TimelineOut

PAGE = 50


class TimelineViewSet(ServiceViewSet):
    """The interactions with one customer, and the events of their tickets."""

    policies = {"retrieve": Policy("customer.timeline", READERS)}
    serializer_class = TimelineOut
    queryset = Customer.objects.none()
    lookup_field = "number"

    def visible(self) -> Any:
        return visible_to(self.request.user)

    def get_object(self) -> Any:
        self.kwargs["number"] = current_number(self.kwargs["number"])
        return super().get_object()

    @extend_schema(parameters=[OpenApiParameter("channel", str), OpenApiParameter("before", str)])
    def retrieve(self, request: Request, number: str) -> Response:
        """Newest first, 50 per page."""
        channel, before = request.query_params.get("channel", ""), request.query_params.get("before", "")
        if channel not in dict(channels()):
            raise wrong("channel", _("This value isn’t allowed here."), "invalid_choice")
        if before and cursor_of(before) is None:
            raise wrong("before", _("This cursor is not one of this list."), "invalid_cursor")
        entries, following = page_of_timeline(
            self.get_object(), request.user, channel=channel, before=cursor_of(before), size=PAGE
        )
        return Response(TimelineOut({"results": entries, "next": following}).data)


class ServiceFileViewSet(ServiceViewSet):
    """The service record of one product sold."""

    policies = {"retrieve": Policy("purchase.file", READERS)}
    serializer_class = ServiceFileOut
    queryset = Purchase.objects.none()

    def visible(self) -> Any:
        return purchases_seen_by(self.request.user)

    def retrieve(self, request: Request, pk: str) -> Response:
        """Sale, tickets, repairs, replacements and warranty, newest first."""
        purchase, today = self.get_object(), timezone.localdate()
        life = [
            {**row, "details": [str(part) for part in row["details"] if part]}
            for row in life_of(purchase, request.user, today)
        ]
        data = {
            "id": purchase.pk,
            "customer": purchase.customer.number,
            "product": purchase.product.code,
            "life": life,
            "warranty": warranty_state(purchase.warranty_until, today),
            "warranty_until": purchase.warranty_until,
        }
        return Response(ServiceFileOut(data).data)
