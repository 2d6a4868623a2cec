"""Investigations and actions in the API. Each verb calls the page's service."""

from __future__ import annotations

from typing import Any

import django_filters
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from aftersales.web.api.viewsets import ServiceViewSet
from aftersales.web.policy import Policy
from aftersales.web.views import visible_or_404
from complaints import permissions as tickets

from .. import permissions, services
from ..models import Action, Investigation
from ..queries.actions import actions
from ..queries.investigations import investigations
from . import serializers as io


def policies(noun: str, *verbs: str) -> dict[str, Policy]:
    """Whoever may see the noun reaches every verb; the services refuse with 403."""
    return {verb: Policy(f"{noun}.{verb}", permissions.READERS) for verb in ("list", "retrieve", "create", *verbs)}


class InvestigationFilter(django_filters.FilterSet):
    ticket = django_filters.CharFilter("ticket__number")
    lead = django_filters.CharFilter("lead__username")
    due_before = django_filters.IsoDateTimeFilter("due_at", "lt")

    class Meta:
        model = Investigation
        fields = ("state", "ticket", "lead")


class InvestigationViewSet(ServiceViewSet):
    """Investigations of product quality incidents."""

    policies = policies(
        "investigation",
        "partial_update",
        "team",
        "file_report",
        "sign_report",
        "retry_report",
        "decide",
        "send_back",
        "reopen",
        "close",
    )
    serializer_class = io.InvestigationOut
    filterset_class = InvestigationFilter
    lookup_field = "number"

    def visible(self) -> Any:
        rows = investigations(self.request.user).select_related("ticket", "lead", "decided_by", "decided_for")
        return rows.prefetch_related(
            "team",
            "actions",
            "reports__filed_by",
            "reports__signed_by",
            "reports__stored",
            "reports__signed_copy",
            "reports__investigation",
        )

    def _answer(self, number: str, code: int = status.HTTP_200_OK) -> Response:
        return Response(self.get_serializer(self.visible().get(number=number)).data, status=code)

    @extend_schema(request=io.NewInvestigation, responses={201: io.InvestigationOut})
    def create(self, request: Request) -> Response:
        """Open the investigation of a ticket's problem."""
        data = self.checked(io.NewInvestigation)
        ticket = visible_or_404(tickets.visible_to(request.user), number=data.pop("ticket"))
        made = services.open_investigation(
            ticket_id=ticket.pk, actor=request.user, now=timezone.now(), **{"team": [], **data}
        )
        return self._answer(made.number, status.HTTP_201_CREATED)

    @extend_schema(request=io.Findings)
    def partial_update(self, request: Request, number: str) -> Response:
        """Write down findings; what is left out stays."""
        data = self.checked(io.Findings)
        version, uploads = data.pop("version", None), data.pop("files", ())
        return self._do(services.save_findings, expected_version=version, uploads=uploads, findings=data)

    @extend_schema(request=io.TeamIn)
    @action(detail=True, methods=["post"])
    def team(self, request: Request, number: str) -> Response:
        data = self.checked(io.TeamIn)
        return self._do(services.set_team, expected_version=data.pop("version", None), **data)

    @extend_schema(request=io.Language)
    @action(detail=True, methods=["post"], url_path="file-report")
    def file_report(self, request: Request, number: str) -> Response:
        """Issue the next version; its PDF is there within seconds."""
        return self._do(services.file_report, **self.checked(io.Language))

    @extend_schema(request=io.ReportVersion)
    @action(detail=True, methods=["post"], url_path="sign-report")
    def sign_report(self, request: Request, number: str) -> Response:
        return self._on_report(services.sign_report)

    @extend_schema(request=io.ReportVersion)
    @action(detail=True, methods=["post"], url_path="retry-report")
    def retry_report(self, request: Request, number: str) -> Response:
        return self._on_report(services.retry_report)

    @extend_schema(request=io.Decision)
    @action(detail=True, methods=["post"])
    def decide(self, request: Request, number: str) -> Response:
        """What the meeting decided."""
        data = self.checked(io.Decision)
        return self._do(services.record_decision, expected_version=data.pop("version", None), **data)

    @extend_schema(request=io.QualityReason)
    @action(detail=True, methods=["post"], url_path="send-back")
    def send_back(self, request: Request, number: str) -> Response:
        return self._do(services.send_back_investigation, **self.checked(io.QualityReason))

    @extend_schema(request=io.QualityReason)
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, number: str) -> Response:
        return self._do(services.reopen_investigation, **self.checked(io.QualityReason))

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def close(self, request: Request, number: str) -> Response:
        return self._do(services.close_investigation)

    def _do(self, service: Any, **values: Any) -> Response:
        row = self.get_object()
        service(investigation_id=row.pk, actor=self.request.user, now=timezone.now(), **values)
        return self._answer(row.number)

    def _on_report(self, service: Any) -> Response:
        row = self.get_object()
        report = visible_or_404(row.reports.all(), version=self.checked(io.ReportVersion)["report"])
        service(report_id=report.pk, actor=self.request.user, now=timezone.now())
        return self._answer(row.number)


class ActionFilter(django_filters.FilterSet):
    owner = django_filters.CharFilter("owner__username")
    investigation = django_filters.CharFilter("investigation__number")
    due_before = django_filters.DateFilter("due_on", "lt")

    class Meta:
        model = Action
        fields = ("state", "kind", "owner", "investigation")


class ActionViewSet(ServiceViewSet):
    """Corrective, preventive and improvement actions."""

    policies = policies("action", "complete", "verify", "resume")
    serializer_class = io.ActionOut
    filterset_class = ActionFilter
    lookup_field = "number"

    def visible(self) -> Any:
        return actions(self.request.user).select_related("verified_by", "created_by")

    @extend_schema(request=io.NewAction, responses={201: io.ActionOut})
    def create(self, request: Request) -> Response:
        data = self.checked(io.NewAction)
        if number := data.pop("investigation", None):
            data["investigation_id"] = visible_or_404(
                permissions.visible_investigations(request.user), number=number
            ).pk
        if number := data.pop("ticket", None):
            data["ticket_id"] = visible_or_404(tickets.visible_to(request.user), number=number).pk
        made = services.add_action(actor=request.user, now=timezone.now(), **data)
        return Response(self.get_serializer(made).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=io.Evidence)
    @action(detail=True, methods=["post"])
    def complete(self, request: Request, number: str) -> Response:
        """The owner says what was done."""
        return self._do(services.complete_action, io.Evidence)

    @extend_schema(request=io.Check)
    @action(detail=True, methods=["post"])
    def verify(self, request: Request, number: str) -> Response:
        """Somebody else than the owner says whether it worked."""
        return self._do(services.verify_action, io.Check)

    @extend_schema(request=io.NewDate)
    @action(detail=True, methods=["post"])
    def resume(self, request: Request, number: str) -> Response:
        """What did not work is done again."""
        return self._do(services.resume_action, io.NewDate)

    def _do(self, service: Any, body: type) -> Response:
        row = self.get_object()
        data = self.checked(body)
        version = data.pop("version", None)
        if "files" in data:
            data["uploads"] = data.pop("files")
        changed = service(
            action_id=row.pk, expected_version=version, actor=self.request.user, now=timezone.now(), **data
        )
        return Response(self.get_serializer(changed).data)
