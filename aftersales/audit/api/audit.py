"""The audit log in the API: read by auditors and administrators."""

from __future__ import annotations

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from aftersales.web.api.viewsets import ServiceViewSet
from aftersales.web.policy import Policy

from ..forms import FilterForm
from ..models import AccessLogEntry, Seal
from ..queries.changes import Entry, accesses, page_of_changes
from ..views import READERS

ROLES = frozenset(map(str, READERS))


class RecordedLineOut(serializers.Serializer):
    field = serializers.CharField()
    label = serializers.CharField()
    before = serializers.CharField()
    after = serializers.CharField()


class RecordedChangeOut(serializers.Serializer):
    """kind: "+" made, "~" changed, "-" removed. by: empty for the system. table and row: where it is recorded."""

    at = serializers.DateTimeField(source="change.at")
    by = serializers.CharField(source="change.by.username", default="")
    kind = serializers.CharField(source="change.kind")
    noun = serializers.CharField(source="change.noun")
    reason = serializers.CharField(source="change.reason")
    lines = RecordedLineOut(source="change.lines", many=True)
    table = serializers.CharField()
    row = serializers.IntegerField(source="pk")


class RecordedChangesOut(serializers.Serializer):
    """next: give it as `before` to get the page after this one; empty after the last."""

    results = RecordedChangeOut(many=True)
    next = serializers.CharField()


class AccessOut(serializers.ModelSerializer):
    actor = serializers.SlugRelatedField("username", read_only=True)

    class Meta:
        model = AccessLogEntry
        fields = ("id", "at", "actor", "kind", "subject", "detail", "reason", "count")


class SealOut(serializers.ModelSerializer):
    actor = serializers.SlugRelatedField("username", read_only=True)

    class Meta:
        model = Seal
        fields = (
            "number",
            "kind",
            "model",
            "first",
            "last",
            "count",
            "digest",
            "previous",
            "hash",
            "sealed_at",
            "actor",
            "reason",
        )


def _asked(*names: str) -> list[OpenApiParameter]:
    kinds = {"person": OpenApiTypes.INT, "since": OpenApiTypes.DATE, "until": OpenApiTypes.DATE}
    return [OpenApiParameter(name, kinds.get(name, OpenApiTypes.STR)) for name in names]


def _filter(request: Request, **options: Any) -> Any:
    """Raises ValidationError for what cannot be understood."""
    form = FilterForm(request.query_params, **options)
    if not form.is_valid():
        raise serializers.ValidationError({name: list(texts) for name, texts in form.errors.items()})
    return form.wanted()


class ChangeViewSet(ServiceViewSet):
    """Every change of everything."""

    policies = {"list": Policy("audit.changes", ROLES)}
    serializer_class = RecordedChangesOut
    pagination_class = None
    filter_backends = ()

    def visible(self) -> list[Entry]:
        return []

    @extend_schema(
        parameters=_asked("number", "person", "model", "since", "until", "before"), responses=RecordedChangesOut
    )
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The newest first, 50 on a page."""
        before = request.query_params.get("before", "")
        entries, following = page_of_changes(request.user, _filter(request), before)
        return Response(RecordedChangesOut({"results": entries, "next": following}).data)


class AccessViewSet(ServiceViewSet):
    """Who read personal data or took data out of the house."""

    policies = {name: Policy(f"audit.access_{name}", ROLES) for name in ("list", "retrieve")}
    queryset = AccessLogEntry.objects.none()
    serializer_class = AccessOut
    filter_backends = ()

    def visible(self) -> Any:
        return accesses(_filter(self.request, with_model=False))

    @extend_schema(parameters=_asked("number", "person", "since", "until"))
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The newest first."""
        return super().list(request, *args, **kwargs)

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One read."""
        return super().retrieve(request, *args, **kwargs)


class SealViewSet(ServiceViewSet):
    """The chain of seals."""

    policies = {name: Policy(f"audit.seals_{name}", ROLES) for name in ("list", "retrieve")}
    queryset = Seal.objects.none()
    serializer_class = SealOut
    filter_backends = ()

    def visible(self) -> Any:
        return Seal.objects.select_related("actor").order_by("-number")

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The newest first."""
        return super().list(request, *args, **kwargs)

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One seal."""
        return super().retrieve(request, *args, **kwargs)
