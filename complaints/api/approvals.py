"""Approvals in the API, and the scope of authority that routes them."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from aftersales.web.api.viewsets import ServiceViewSet
from aftersales.web.policy import Policy

from ..models import Approval
from ..queries.approval_page import active_step, approvals_of, may_decide, visible_approvals
from ..services import approvals
from ..services.approval_bulk import approve_many
from ..views.approvals import READERS
from . import bodies, shapes
from .ticket_work import outcome_of

INBOX = OpenApiParameter(
    "inbox",
    str,
    enum=["mine", "proposed", "pending", "decided"],
    description="mine: waiting for the reader's decision; proposed: what the reader proposed; all without",
)


class ApprovalViewSet(ServiceViewSet):
    """Rounds of approval: routed by the scope of authority, decided step by step."""

    policies = {
        "list": Policy("approval.list", READERS),
        **{name: Policy(f"approval.{name}", READERS) for name in ("retrieve", "decide", "recall", "approve")},
    }
    queryset = Approval.objects.none()

    def get_serializer_class(self) -> type[Serializer]:
        return shapes.ApprovalOut if self.action == "list" else shapes.ApprovalDetail

    def visible(self) -> Any:
        rows = visible_approvals(self.request.user)
        return rows if self.action == "list" else rows.prefetch_related("proposal__lines__product_sold__product")

    @extend_schema(parameters=[INBOX])
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Approvals of the tickets that the reader may see."""
        inbox, rows = request.query_params.get("inbox", ""), self.visible()
        if inbox in INBOX.enum:
            rows, _tab, _counts = approvals_of(request.user, inbox, timezone.now())
        return self.get_paginated_response(self.get_serializer(self.paginate_queryset(rows), many=True).data)

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One approval with its trail, and whether the reader may decide it."""
        return self._detail()

    def _detail(self) -> Response:
        row = self.get_object()
        row.__dict__["obstacle"] = may_decide(active_step(row), row, self.request.user, timezone.now())
        return Response(self.get_serializer(row).data)

    @extend_schema(request=bodies.ApprovalDecision)
    @action(detail=True, methods=["post"])
    def decide(self, request: Request, pk: str) -> Response:
        """Decide the active step: approve, approve_less, send_back or reject, with a reason."""
        row, data = self.get_object(), self.checked(bodies.ApprovalDecision)
        step_id = data.pop("step")
        approvals.decide(approval_id=row.pk, step_id=step_id, actor=request.user, now=timezone.now(), **data)
        return self._detail()

    @extend_schema(request=bodies.ManyApprovals, responses=bodies.ManyApproved)
    @action(detail=False, methods=["post"], pagination_class=None)
    def approve(self, request: Request) -> Response:
        """Approve up to 50 small cases for one reason, each by itself: one that is refused holds up none of the
        others. Cases of the office meeting, and those above the limit, are decided one by one."""
        data = self.checked(bodies.ManyApprovals)
        chosen = [(one["id"], one["version"]) for one in data["approvals"]]
        found = approve_many(chosen=chosen, reason=data["reason"], actor=request.user, now=timezone.now())
        results = [{"id": one.approval_id, **outcome_of(one)} for one in found]
        done = sum(one.done for one in found)
        return Response({"done": done, "refused": len(found) - done, "results": results})

    @extend_schema(request=bodies.TicketReason)
    @action(detail=True, methods=["post"])
    def recall(self, request: Request, pk: str) -> Response:
        """Take a proposal back before it is decided."""
        row, data = self.get_object(), self.checked(bodies.TicketReason)
        approvals.recall(approval_id=row.pk, actor=request.user, now=timezone.now(), **data)
        return self._detail()
