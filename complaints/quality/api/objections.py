"""Objections in the API."""

from __future__ import annotations

from typing import Any

import django_filters
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from aftersales.web.api.form_schema import body_of
from aftersales.web.api.verbs import offers
from aftersales.web.api.viewsets import ServiceViewSet
from aftersales.web.views import visible_or_404
from complaints import permissions as tickets

from ..forms.objections import NewObjectionForm
from ..models import Objection
from ..permissions import READERS
from ..queries.objections import objections
from ..services.objections import record_objection
from ..verbs import OBJECTIONS
from .serializers.objections import ObjectionOut
from .views import policies


class ObjectionFilter(django_filters.FilterSet):
    ticket = django_filters.CharFilter("ticket__number")
    investigation = django_filters.CharFilter("investigation__number")

    class Meta:
        model = Objection
        fields = ("state", "about", "verdict", "ticket", "investigation")


@offers("objection", READERS, OBJECTIONS, answers=ObjectionOut)
class ObjectionViewSet(ServiceViewSet):
    """Objections of customers, and the verdicts of inspection bodies."""

    policies = policies("objection")
    serializer_class = ObjectionOut
    filterset_class = ObjectionFilter
    lookup_field = "number"

    def visible(self) -> Any:
        return objections(self.request.user).select_related("settled_by").prefetch_related("samples")

    @extend_schema(request=body_of(NewObjectionForm), responses={201: ObjectionOut})
    def create(self, request: Request) -> Response:
        """Record an objection for the customer of a ticket."""
        form = self.filled(NewObjectionForm, user=request.user)
        ticket = visible_or_404(tickets.visible_to(request.user), number=form.cleaned_data["ticket"])
        made = record_objection(ticket_id=ticket.pk, actor=request.user, now=timezone.now(), **form.arguments())
        return Response(self.get_serializer(made).data, status=status.HTTP_201_CREATED)
