"""Backups in the API: how they went, and a request for a new one. Files can't be downloaded."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from aftersales.office.permissions import KEEPERS
from aftersales.web.api.viewsets import ServiceViewSet
from aftersales.web.policy import Policy

from ..models import BackupRun
from ..queries import runs
from ..services.runs import request_backup
from .serializers import BackupOut


class BackupViewSet(ServiceViewSet):
    """Backups of this installation."""

    policies = {
        "list": Policy("backup.list", KEEPERS),
        "retrieve": Policy("backup.retrieve", KEEPERS),
        "create": Policy("backup.create", KEEPERS),
    }
    queryset = BackupRun.objects.none()
    serializer_class = BackupOut

    def visible(self) -> Any:
        return runs()

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The backups and restore tests, newest first."""
        return super().list(request, *args, **kwargs)

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One backup or restore test."""
        return super().retrieve(request, *args, **kwargs)

    @extend_schema(request=None, responses={202: BackupOut})
    def create(self, request: Request) -> Response:
        """Request a backup. A worker makes it; read it again for its state. This is not a verb of an object; the
        page calls the same service."""
        run = request_backup(actor=request.user, now=timezone.now())
        return Response(self.get_serializer(run).data, status=status.HTTP_202_ACCEPTED)
