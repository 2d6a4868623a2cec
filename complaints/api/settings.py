"""What is promised and who decides, in the API: read, begin, change from a day on, end."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from aftersales.web.api.effects import Effects, effects
from aftersales.web.api.viewsets import ServiceViewSet
from aftersales.web.policy import Policy

from ..models import AuthorityRule, SlaPolicy
from ..permissions.work import AUTHORITY_READERS, RULE_READERS
from ..queries.settings import authority_rules, changes_of, line_of, sla_policies
from ..services import authority_rules as authority_services
from ..services import sla_policies as sla_policy_services
from . import settings_io as io
from .serializers.rules import AuthorityRuleOut, ChangeOut

VERBS = ("list", "retrieve", "history", "create", "change", "end", "preview")


class DatedViewSet(ServiceViewSet):
    """Rows with dates of effect: a row that has begun is never rewritten, its successor begins."""

    # What the services are called, and what they take.
    services: Any
    noun: str
    new: type[io.serializers.Serializer]
    changed: type[io.serializers.Serializer]

    def _serve(self, verb: str, **data: Any) -> Any:
        service = getattr(self.services, f"{verb}_{self.noun}")
        return service(actor=self.request.user, now=timezone.now(), **data)

    def _create(self) -> Response:
        row = self._serve("create", **self.checked(self.new))
        return Response(self.get_serializer(row).data, status=status.HTTP_201_CREATED)

    def _change(self) -> Response:
        row = self._serve("change", rule_id=self.get_object().pk, **self.checked(self.changed))
        return Response(self.get_serializer(row).data)

    def _preview(self) -> Response:
        rule = self.checked(io.Previewed)
        data = self.checked(self.changed if rule else self.new)
        return effects(self._serve("preview", **data, **rule))

    @extend_schema(request=io.Ended, responses={204: None})
    @action(detail=True, methods=["post"])
    def end(self, request: Request, pk: str) -> Response:
        """No longer in effect after this day. A row that has not begun is taken back."""
        self._serve("end", rule_id=self.get_object().pk, **self.checked(io.Ended))
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(responses=ChangeOut(many=True), filters=False)
    @action(detail=True, pagination_class=None)
    def history(self, request: Request, pk: str) -> Response:
        """Who changed this row, the rows that it replaced and those that replaced it, the newest first."""
        return Response(ChangeOut(changes_of(*line_of(self.get_object())), many=True).data)


class SlaPolicyViewSet(DatedViewSet):
    """Promised times: within which time a customer gets the first reply and the solution."""

    policies = {name: Policy(f"sla_policy.{name}", RULE_READERS) for name in VERBS}
    queryset = SlaPolicy.objects.none()
    serializer_class = io.SlaPolicyOut
    filterset_fields = ("code", "quality_class")
    services, noun, new, changed = sla_policy_services, "sla_policy", io.NewSlaPolicy, io.ChangedSlaPolicy

    def visible(self) -> Any:
        return sla_policies()

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Every row; of two in effect for a ticket the one that names more counts."""
        return super().list(request, *args, **kwargs)

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One row."""
        return super().retrieve(request, *args, **kwargs)

    @extend_schema(request=io.NewSlaPolicy, responses={201: io.SlaPolicyOut})
    def create(self, request: Request) -> Response:
        """Another promise, in effect from today if nothing else is said."""
        return self._create()

    @extend_schema(request=io.ChangedSlaPolicy, responses=io.SlaPolicyOut)
    @action(detail=True, methods=["post"])
    def change(self, request: Request, pk: str) -> Response:
        """Promise something else from a day on; the answer is the row that is in effect from then."""
        return self._change()

    @extend_schema(request=io.PreviewedSlaPolicy, responses=Effects)
    @action(detail=False, methods=["post"])
    def preview(self, request: Request) -> Response:
        """What a new row, or with rule_id a change, would change, in words. Nothing is written."""
        return self._preview()


class AuthorityRuleViewSet(DatedViewSet):
    """The scope of authority 权限范围: which steps a proposal needs."""

    policies = {name: Policy(f"authority_rule.{name}", AUTHORITY_READERS) for name in VERBS}
    queryset = AuthorityRule.objects.none()
    serializer_class = AuthorityRuleOut
    filterset_fields = ("remedy", "kind", "tier", "is_active")
    services, noun, new, changed = authority_services, "authority_rule", io.NewAuthorityRule, io.ChangedAuthorityRule

    def visible(self) -> Any:
        return authority_rules()

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Every row of the matrix in the order in which they decide."""
        return super().list(request, *args, **kwargs)

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One row of the matrix."""
        return super().retrieve(request, *args, **kwargs)

    @extend_schema(request=io.NewAuthorityRule, responses={201: AuthorityRuleOut})
    def create(self, request: Request) -> Response:
        """Another row, in effect from today if nothing else is said."""
        return self._create()

    @extend_schema(request=io.ChangedAuthorityRule, responses=AuthorityRuleOut)
    @action(detail=True, methods=["post"])
    def change(self, request: Request, pk: str) -> Response:
        """Decide otherwise from a day on; the answer is the row that is in effect from then."""
        return self._change()

    @extend_schema(request=io.PreviewedAuthorityRule, responses=Effects)
    @action(detail=False, methods=["post"])
    def preview(self, request: Request) -> Response:
        """Who would decide otherwise with a new row, or with rule_id a change, in words. Nothing is written."""
        return self._preview()
