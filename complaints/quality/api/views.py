"""Investigations and actions in the API."""

from __future__ import annotations

from typing import Any

import django_filters
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from aftersales.web.api.filters import MomentFilter, SortFilter
from aftersales.web.api.form_schema import body_of
from aftersales.web.api.verbs import offers
from aftersales.web.api.viewsets import ServiceViewSet
from aftersales.web.policy import Policy
from aftersales.web.views import visible_or_404
from complaints import permissions as tickets

from .. import permissions, services
from ..forms import AnyActionForm, FindingsForm, NewInvestigationForm
from ..models import Action, Investigation
from ..permissions import READERS
from ..queries.actions import ACTION_SORTS, actions
from ..queries.investigations import INVESTIGATION_SORTS, investigations
from ..verbs import ACTIONS, INVESTIGATIONS
from .serializers import ActionOut, InvestigationOut


def policies(noun: str, *verbs: str) -> dict[str, Policy]:
    """The policies of a noun: its readers may call every verb. The services refuse with 403 what a user may not do."""
    return {verb: Policy(f"{noun}.{verb}", READERS) for verb in ("list", "retrieve", "create", *verbs)}


class InvestigationFilter(django_filters.FilterSet):
    ticket = django_filters.CharFilter("ticket__number")
    lead = django_filters.CharFilter("lead__username")
    due_before = MomentFilter("due_at", "lt")
    sort = SortFilter(INVESTIGATION_SORTS)

    class Meta:
        model = Investigation
        fields = ("state", "ticket", "lead")


@offers("investigation", READERS, INVESTIGATIONS, answers=InvestigationOut)
class InvestigationViewSet(ServiceViewSet):
    """Investigations of product quality incidents."""

    policies = policies("investigation", "partial_update")
    serializer_class = InvestigationOut
    filterset_class = InvestigationFilter
    lookup_field = "number"

    def visible(self) -> Any:
        rows = investigations(self.request.user).select_related(
            "ticket", "lead__department", "decided_by", "decided_for", "identified_by"
        )
        return rows.prefetch_related(
            "team__department",
            "stood_down__person",
            "files__stored",
            "files__added_by",
            "files__investigation",
            "actions",
            "reports__filed_by",
            "reports__signed_by",
            "reports__stored",
            "reports__signed_copy",
            "reports__investigation",
            "cases__meeting",
        )

    def _answer(self, number: str, code: int = status.HTTP_200_OK) -> Response:
        return Response(self.get_serializer(self.visible().get(number=number)).data, status=code)

    @extend_schema(request=body_of(NewInvestigationForm), responses={201: InvestigationOut})
    def create(self, request: Request) -> Response:
        """Open an investigation of the problem of a ticket."""
        form = self.filled(NewInvestigationForm, user=request.user)
        ticket = visible_or_404(tickets.visible_to(request.user), number=form.cleaned_data["ticket"])
        made = services.open_investigation(
            ticket_id=ticket.pk, actor=request.user, now=timezone.now(), **form.arguments()
        )
        return self._answer(made.number, status.HTTP_201_CREATED)

    @extend_schema(request=body_of(FindingsForm, partial=True), responses=InvestigationOut)
    def partial_update(self, request: Request, number: str) -> Response:
        """Save findings. Fields that are not sent stay as they are."""
        row = self.get_object()
        form = self.filled(FindingsForm, partial=True, target=row, user=request.user)
        services.save_findings(actor=request.user, now=timezone.now(), **form.arguments())
        return self._answer(row.number)


class ActionFilter(django_filters.FilterSet):
    owner = django_filters.CharFilter("owner__username")
    investigation = django_filters.CharFilter("investigation__number")
    due_before = django_filters.DateFilter("due_on", "lt")
    sort = SortFilter(ACTION_SORTS)

    class Meta:
        model = Action
        fields = ("state", "kind", "owner", "investigation")


@offers("action", READERS, ACTIONS, answers=ActionOut)
class ActionViewSet(ServiceViewSet):
    """Containment, corrective, preventive and improvement actions, and recovery from suppliers."""

    policies = policies("action")
    serializer_class = ActionOut
    filterset_class = ActionFilter
    lookup_field = "number"

    def visible(self) -> Any:
        rows = actions(self.request.user).select_related(
            "created_by", "done_by", "follows", "claim__supplier", "claim__case__meeting"
        )
        return rows.prefetch_related("recurrences__ticket", "recurrences__dismissed_by")

    @extend_schema(request=body_of(AnyActionForm), responses={201: ActionOut})
    def create(self, request: Request) -> Response:
        """Assign an action to an owner, with the criterion and the window by which it will be judged. investigation,
        ticket: the number of the investigation or of the ticket that it belongs to. due_hours instead of due_on is for
        containment; supplier, claimed, claim_reason, share and answer_due_on are for recovery."""
        form = self.filled(AnyActionForm, user=request.user)
        about = {}
        if number := form.cleaned_data["investigation"]:
            seen = permissions.visible_investigations(request.user)
            about["investigation_id"] = visible_or_404(seen, number=number).pk
        if number := form.cleaned_data["ticket"]:
            about["ticket_id"] = visible_or_404(tickets.visible_to(request.user), number=number).pk
        made = services.add_action(actor=request.user, now=timezone.now(), **form.arguments(), **about)
        return Response(self.get_serializer(self.visible().get(pk=made.pk)).data, status=status.HTTP_201_CREATED)
