"""Numbering of documents in the API."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from aftersales.web.api.effects import effects
from aftersales.web.api.form_schema import body_of
from aftersales.web.api.serializers import EffectsOut
from aftersales.web.api.viewsets import ServiceViewSet
from aftersales.web.policy import Policy

from ..forms.company import NumberingForm
from ..models import NumberFormat
from ..permissions import KEEPERS
from ..queries.numbering import numbering_of, numberings
from ..services import number_formats
from .serializers import NumberingOut


class NumberingViewSet(ServiceViewSet):
    """How documents such as tickets and customers are numbered."""

    policies = {n: Policy(f"numbering.{n}", KEEPERS) for n in ("list", "retrieve", "partial_update", "preview")}
    queryset = NumberFormat.objects.none()
    serializer_class = NumberingOut
    lookup_field = "kind"
    pagination_class = None

    @extend_schema(responses=NumberingOut(many=True))
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Every kind of document, with its next number."""
        return Response(NumberingOut(numberings(timezone.now()), many=True).data)

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One kind of document."""
        return Response(NumberingOut(numbering_of(kwargs["kind"], timezone.now())).data)

    @extend_schema(request=body_of(NumberingForm, partial=True), responses=NumberingOut)
    def partial_update(self, request: Request, kind: str) -> Response:
        """Change the numbering of future documents; existing numbers stay."""
        now = timezone.now()
        row = number_formats.change_numbering(kind=kind, actor=request.user, now=now, **self._change(kind))
        return Response(NumberingOut(row).data)

    @extend_schema(request=body_of(NumberingForm, partial=True), responses=EffectsOut)
    @action(detail=True, methods=["post"])
    def preview(self, request: Request, kind: str) -> Response:
        """What the change would do. Nothing is saved."""
        now = timezone.now()
        return effects(number_formats.preview_numbering(kind=kind, actor=request.user, now=now, **self._change(kind)))

    def _change(self, kind: str) -> dict[str, Any]:
        numbering = numbering_of(kind, timezone.now())
        return self.filled(NumberingForm, partial=True, numbering=numbering).cleaned_data
