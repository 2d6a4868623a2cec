"""Data retention in the API."""

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

from ..forms.company import RetentionForm
from ..models import RetentionPeriod
from ..permissions import KEEPERS
from ..queries.retention import keeping_of, keepings
from ..services import retention
from .serializers import RetentionOut


class RetentionViewSet(ServiceViewSet):
    """Retention periods in days, for data that is not kept as long as the customer."""

    policies = {n: Policy(f"retention.{n}", KEEPERS) for n in ("list", "retrieve", "partial_update", "preview")}
    queryset = RetentionPeriod.objects.none()
    serializer_class = RetentionOut
    lookup_field = "subject"
    lookup_value_regex = r"[\w.]+"
    pagination_class = None

    @extend_schema(responses=RetentionOut(many=True))
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Every kind of such data, with the number of rows that are due for erasure today."""
        return Response(RetentionOut(keepings(), many=True).data)

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One kind of data."""
        return Response(RetentionOut(keeping_of(kwargs["subject"])).data)

    @extend_schema(request=body_of(RetentionForm), responses=RetentionOut)
    def partial_update(self, request: Request, subject: str) -> Response:
        """Set the retention period in days. Older data is erased within the hour."""
        data, now = self._change(subject), timezone.now()
        keeping = retention.set_retention(subject=subject, actor=request.user, now=now, **data)
        return Response(RetentionOut(keeping).data)

    @extend_schema(request=body_of(RetentionForm), responses=EffectsOut)
    @action(detail=True, methods=["post"])
    def preview(self, request: Request, subject: str) -> Response:
        """How much the change would erase. Nothing is saved."""
        data, now = self._change(subject), timezone.now()
        return effects(retention.preview_retention(subject=subject, actor=request.user, now=now, **data))

    def _change(self, subject: str) -> dict[str, Any]:
        return self.filled(RetentionForm, keeping=keeping_of(subject)).cleaned_data
