"""Interactions in the API: the timeline of a customer."""

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
from aftersales.web.api.viewsets import ServiceViewSet
from aftersales.web.policy import Policy
from aftersales.web.views import visible_or_404

from ..forms import NewInteractionForm
from ..models import Interaction
from ..permissions import READERS, visible_to
from ..queries import interactions_seen_by
from ..services.interactions import record_interaction
from .filters import CustomerNumberFilter
from .serializers.interactions import InteractionOut


class InteractionFilter(django_filters.FilterSet):
    customer = CustomerNumberFilter("customer__number")
    at_after = MomentFilter("at", "gte")
    at_before = MomentFilter("at", "lte")

    class Meta:
        model = Interaction
        fields = ("customer", "direction", "channel")


class InteractionViewSet(ServiceViewSet):
    """Interactions: contacts with customers, in either direction, by any channel."""

    policies = {verb: Policy(f"interaction.{verb}", READERS) for verb in ("list", "retrieve", "create")}
    serializer_class = InteractionOut
    filterset_class = InteractionFilter

    def visible(self) -> Any:
        return interactions_seen_by(self.request.user).order_by("-at", "-pk")

    @extend_schema(request=body_of(NewInteractionForm), responses={201: InteractionOut})
    def create(self, request: Request) -> Response:
        data = self.filled(NewInteractionForm, user=request.user).cleaned_data
        customer = visible_or_404(visible_to(request.user), number=data.pop("customer"))
        interaction = record_interaction(actor=request.user, now=timezone.now(), customer=customer, **data)
        return Response(self.get_serializer(interaction).data, status=status.HTTP_201_CREATED)
