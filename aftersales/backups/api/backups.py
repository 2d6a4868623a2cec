"""Backups in the API: how they went, and one more now. The files themselves leave the machine by other ways."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from aftersales.office.permissions import KEEPERS
from aftersales.web.api.viewsets import ServiceViewSet
from aftersales.web.policy import Policy

from ..models import BackupRun
from ..queries import runs
from ..services.runs import request_backup


class BackupOut(serializers.ModelSerializer):
    """kind: a backup, or a trial restore of the newest one. rows, files, size: what it held."""

    problem = serializers.SerializerMethodField()

    class Meta:
        model = BackupRun
        fields = (
            "id",
            "kind",
            "state",
            "asked_by",
            "created_at",
            "finished_at",
            "file",
            "size",
            "rows",
            "files",
            "missing",
            "problem",
        )

    def get_problem(self, run: BackupRun) -> str:
        if not run.problem:
            return ""
        return _(run.problem) % run.params if run.params else _(run.problem)


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
        """Newest first."""
        return super().list(request, *args, **kwargs)

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One backup or trial restore."""
        return super().retrieve(request, *args, **kwargs)

    @extend_schema(request=None, responses={202: BackupOut})
    def create(self, request: Request) -> Response:
        """Have one made; ask again for its state."""
        run = request_backup(actor=request.user, now=timezone.now())
        return Response(self.get_serializer(run).data, status=status.HTTP_202_ACCEPTED)
