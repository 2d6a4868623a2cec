"""Exports in the API: request a list, approve or refuse, download."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from aftersales.staff.enums import Role
from aftersales.web.api.form_schema import body_of
from aftersales.web.api.verbs import offers
from aftersales.web.api.viewsets import ServiceViewSet
from aftersales.web.policy import Policy

from ..enums import ExportState
from ..forms.exports import ExportForm
from ..models import ExportRequest
from ..queries.exports import exports_seen_by
from ..services.exports import begin_export, take_export
from ..verbs import EXPORTS
from ..views.exports import TYPES, file_of
from .serializers import ExportOut

MEDIA_TYPES = ("application/octet-stream", *(one.partition(";")[0] for one in TYPES.values()))
FILE = {(200, *MEDIA_TYPES): OpenApiTypes.BINARY}


@offers("export", Role.values, EXPORTS, answers=ExportOut)
class ExportViewSet(ServiceViewSet):
    """Exports of lists as files."""

    policies = {name: Policy(f"export.{name}") for name in ("list", "retrieve", "create", "download")}
    queryset = ExportRequest.objects.none()
    serializer_class = ExportOut

    def visible(self) -> Any:
        return exports_seen_by(self.request.user, timezone.localdate())

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The user's own exports; all exports for those who approve or audit. Waiting ones come first."""
        return super().list(request, *args, **kwargs)

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One export."""
        return super().retrieve(request, *args, **kwargs)

    @extend_schema(request=body_of(ExportForm), responses={**FILE, 202: ExportOut})
    def create(self, request: Request) -> Any:
        """Request an export. The answer is the file, or 202 if a second person must approve it first."""
        form = self.filled(ExportForm, limit=settings.EXPORT_CONSENT_ABOVE)
        row = begin_export(actor=request.user, now=timezone.now(), **form.arguments())
        if row.state == ExportState.TAKEN:
            return file_of(row)
        return Response(self.get_serializer(row).data, status=status.HTTP_202_ACCEPTED)

    @extend_schema(request=None, responses=FILE)
    @action(detail=True, methods=["post"])
    def download(self, request: Request, pk: str) -> Any:
        """Download an approved export."""
        return file_of(take_export(actor=request.user, now=timezone.now(), export_id=self.get_object().pk))
