"""Approvals in the API."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from aftersales.web.api.form_schema import body_of
from aftersales.web.api.verbs import offers
from aftersales.web.api.viewsets import ServiceViewSet
from aftersales.web.policy import Policy

from ..forms.proposal import ApproveManyForm
from ..models import Approval
from ..queries.approvals import approvals_of, visible_approvals
from ..services.approval_bulk import approve_many
from ..verbs import APPROVALS
from ..views.approvals import READERS
from .serializers.approvals import ApprovalDetailOut, ApprovalOut
from .serializers.bulk import BulkApprovalOut

INBOX = OpenApiParameter(
    "inbox",
    str,
    enum=["mine", "proposed", "pending", "decided"],
    description="mine: waiting for the reader's decision; proposed: what the reader proposed; all without",
)


@offers("approval", READERS, APPROVALS, answers=ApprovalDetailOut)
class ApprovalViewSet(ServiceViewSet):
    """Approvals of proposals. The approval rules choose the steps, which are decided one after the other."""

    policies = {
        "list": Policy("approval.list", READERS),
        **{name: Policy(f"approval.{name}", READERS) for name in ("retrieve", "approve")},
    }
    queryset = Approval.objects.none()

    def get_serializer_class(self) -> type[Serializer]:
        return ApprovalOut if self.action == "list" else ApprovalDetailOut

    def visible(self) -> Any:
        rows = visible_approvals(self.request.user)
        return rows if self.action == "list" else rows.prefetch_related("proposal__lines__purchase__product")

    @extend_schema(parameters=[INBOX])
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The approvals of the tickets that the user may see."""
        inbox, rows = request.query_params.get("inbox", ""), self.visible()
        if inbox in INBOX.enum:
            rows, _tab, _counts = approvals_of(request.user, inbox, timezone.now())
        return self.get_paginated_response(self.get_serializer(self.paginate_queryset(rows), many=True).data)

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One approval with its steps, and whether the user may decide it."""
        return super().retrieve(request, *args, **kwargs)

    @extend_schema(request=body_of(ApproveManyForm), responses=BulkApprovalOut)
    @action(detail=False, methods=["post"], pagination_class=None)
    def approve(self, request: Request) -> Response:
        """Approve up to 50 small cases for one reason. Each is approved by itself: one that is refused does not stop
        the others. Cases of the management meeting and cases above the limit must be decided one by one."""
        form = self.filled(ApproveManyForm)
        found = approve_many(actor=request.user, now=timezone.now(), **form.arguments())
        return Response(BulkApprovalOut(found).data)
