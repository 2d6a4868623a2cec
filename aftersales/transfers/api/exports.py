"""Exports in the API: take a list, or ask for it; consent, refuse, download."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from aftersales.web.api.viewsets import ServiceViewSet
from aftersales.web.policy import Policy

from ..enums import ExportFormat, ExportState
from ..models import ExportRequest
from ..queries.exports import exports_seen_by
from ..services.exports import begin_export, decide_export, take_export
from ..views.exports import file_of

FILE = OpenApiResponse(OpenApiTypes.BINARY, description="The file")


class ExportOut(serializers.ModelSerializer):
    """An export, taken or waiting. filters: what of the list was asked for."""

    list = serializers.CharField(source="page", read_only=True)
    filters = serializers.DictField(source="params", child=serializers.CharField(), read_only=True)
    asked_by: Any = serializers.SlugRelatedField("username", read_only=True)
    decided_by: Any = serializers.SlugRelatedField("username", read_only=True)
    decided_for: Any = serializers.SlugRelatedField("username", read_only=True)
    waits_until = serializers.DateTimeField(read_only=True, allow_null=True)
    open_until = serializers.DateTimeField(read_only=True, allow_null=True)

    class Meta:
        model = ExportRequest
        fields = (
            "id",
            "list",
            "filters",
            "file_format",
            "is_whole",
            "count",
            "reason",
            "state",
            "asked_by",
            "created_at",
            "waits_until",
            "decided_by",
            "decided_for",
            "decided_at",
            "answer",
            "open_until",
            "taken_at",
        )


class NewExport(serializers.Serializer):
    """filters: as in the address of the list's page. is_whole: unmasked, as far as the reader may."""

    list = serializers.SlugField(max_length=40)
    filters = serializers.DictField(child=serializers.CharField(max_length=200, allow_blank=True), required=False)
    file_format = serializers.ChoiceField(ExportFormat.choices, default=ExportFormat.CSV)
    is_whole = serializers.BooleanField(default=False)
    reason = serializers.CharField(max_length=300, required=False, allow_blank=True)


class Answered(serializers.Serializer):
    answer = serializers.CharField(max_length=300, required=False, allow_blank=True)


class Refused(serializers.Serializer):
    answer = serializers.CharField(max_length=300)


class ExportViewSet(ServiceViewSet):
    """Lists that leave the house."""

    policies = {
        name: Policy(f"export.{name}") for name in ("list", "retrieve", "create", "consent", "refuse", "download")
    }
    queryset = ExportRequest.objects.none()
    serializer_class = ExportOut

    def visible(self) -> Any:
        return exports_seen_by(self.request.user, timezone.localdate())

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One's own; all for those who consent or audit. What waits stands first."""
        return super().list(request, *args, **kwargs)

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One export."""
        return super().retrieve(request, *args, **kwargs)

    @extend_schema(request=NewExport, responses={200: FILE, 202: ExportOut})
    def create(self, request: Request) -> Any:
        """The file at once, or 202 with what waits for a second person's consent."""
        data = self.checked(NewExport)
        row = begin_export(
            actor=request.user, now=timezone.now(), page=data.pop("list"), params=data.pop("filters", {}), **data
        )
        if row.state == ExportState.TAKEN:
            return file_of(row)
        return Response(self.get_serializer(row).data, status=status.HTTP_202_ACCEPTED)

    @extend_schema(request=Answered, responses=ExportOut)
    @action(detail=True, methods=["post"])
    def consent(self, request: Request, pk: str) -> Response:
        """Let it be downloaded, once, within 24 hours."""
        return self._decide(True, Answered)

    @extend_schema(request=Refused, responses=ExportOut)
    @action(detail=True, methods=["post"])
    def refuse(self, request: Request, pk: str) -> Response:
        """Say no, and why."""
        return self._decide(False, Refused)

    def _decide(self, consents: bool, kind: type) -> Response:
        row = self.get_object()
        data = self.checked(kind)
        row = decide_export(actor=self.request.user, now=timezone.now(), export_id=row.pk, consents=consents, **data)
        return Response(self.get_serializer(row).data)

    @extend_schema(request=None, responses={200: FILE})
    @action(detail=True, methods=["post"])
    def download(self, request: Request, pk: str) -> Any:
        """What was consented to."""
        return file_of(take_export(actor=request.user, now=timezone.now(), export_id=self.get_object().pk))
