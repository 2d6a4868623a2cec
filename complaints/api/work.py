"""Canned replies and assignment rules in the API."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from aftersales.web.api.viewsets import ServiceViewSet
from aftersales.web.policy import Policy

from ..models import AssignmentRule, CannedReply
from ..permissions.work import CANNED_REPLY_READERS
from ..queries.assignment import assignment_rules
from ..queries.canned_replies import canned_replies
from ..services import assignment
from ..services import canned_replies as canned_reply_services
from . import work_io as io


def policies(noun: str, readers: frozenset[str], **verbs: frozenset[str]) -> dict[str, Policy]:
    """Who sees the noun; what one sees but may not change is refused with 403 by the service."""
    rules = dict.fromkeys(("list", "retrieve", "create", "partial_update"), readers) | verbs
    return {verb: Policy(f"{noun}.{verb}", roles) for verb, roles in rules.items()}


class CannedReplyViewSet(ServiceViewSet):
    """Canned replies 常用语."""

    policies = policies("canned_reply", CANNED_REPLY_READERS)
    queryset = CannedReply.objects.none()
    serializer_class = io.CannedReplyOut
    filterset_fields = ("is_active",)

    def visible(self) -> Any:
        return canned_replies()

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Canned replies, those in use first. {number}, {customer} and {due} stand for the ticket's own."""
        return super().list(request, *args, **kwargs)

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One canned reply."""
        return super().retrieve(request, *args, **kwargs)

    @extend_schema(request=io.NewCannedReply, responses={201: io.CannedReplyOut})
    def create(self, request: Request) -> Response:
        """Write a canned reply."""
        row = canned_reply_services.create_canned_reply(
            actor=request.user, now=timezone.now(), **self.checked(io.NewCannedReply)
        )
        return Response(self.get_serializer(row).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=io.ChangedCannedReply)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change what is given. version: what the writer looked at; an older one is answered with 409."""
        row, data = self.get_object(), self.checked(io.ChangedCannedReply)
        changed = canned_reply_services.update_canned_reply(
            canned_reply_id=row.pk, actor=request.user, now=timezone.now(), **data
        )
        return Response(self.get_serializer(changed).data)


class AssignmentRuleViewSet(ServiceViewSet):
    """Who gets a ticket that comes without a clerk: region × product category × kind → a person or a department."""

    policies = policies("assignment_rule", CANNED_REPLY_READERS)
    queryset = AssignmentRule.objects.none()
    serializer_class = io.AssignmentRuleOut
    filterset_fields = ("is_active",)

    def visible(self) -> Any:
        return assignment_rules()

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The rules in the order in which they are asked; the lowest priority number decides."""
        return super().list(request, *args, **kwargs)

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One rule."""
        return super().retrieve(request, *args, **kwargs)

    @extend_schema(request=io.NewAssignmentRule, responses={201: io.AssignmentRuleOut})
    def create(self, request: Request) -> Response:
        """A new rule, in effect from today if nothing else is said."""
        row = assignment.create_rule(actor=request.user, now=timezone.now(), **self.checked(io.NewAssignmentRule))
        return Response(self.get_serializer(row).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=io.ChangedAssignmentRule)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change what is given. version: what the writer looked at; an older one is answered with 409."""
        row, data = self.get_object(), self.checked(io.ChangedAssignmentRule)
        changed = assignment.update_rule(rule_id=row.pk, actor=request.user, now=timezone.now(), **data)
        return Response(self.get_serializer(changed).data)
