"""What is set up about the house, in the API."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from aftersales.store.personal import LONGEST
from aftersales.web.api.effects import Effects, effects
from aftersales.web.api.viewsets import ServiceViewSet
from aftersales.web.policy import Policy

from ..models import NumberFormat, RetentionPeriod
from ..permissions import KEEPERS
from ..queries.numbering import numbering_of, numberings
from ..queries.retention import Keeping, keeping_of, keepings
from ..rules.numbering import FEWEST, HIGHEST, MOST
from ..services import number_formats, retention


class NumberingOut(serializers.Serializer):
    """next_number: what the next document of the kind will bear. last: the count of the last one given."""

    kind = serializers.CharField()
    label = serializers.CharField(source="of.label")
    prefix = serializers.CharField(source="format.prefix")
    digits = serializers.IntegerField(source="format.digits")
    with_year = serializers.BooleanField(source="format.with_year")
    last = serializers.IntegerField()
    next_number = serializers.CharField(source="next")
    version = serializers.IntegerField()


class NumberingChange(serializers.Serializer):
    """What is not given stays. next_value: the count to go on from; it only rises. version: as it was read; an older
    one is answered with 409."""

    prefix = serializers.CharField(max_length=20, required=False)
    digits = serializers.IntegerField(min_value=FEWEST, max_value=MOST, required=False)
    with_year = serializers.BooleanField(required=False)
    next_value = serializers.IntegerField(min_value=1, max_value=HIGHEST, required=False)
    reason = serializers.CharField(max_length=80, required=False, allow_blank=True)
    version = serializers.IntegerField(required=False, min_value=1)


class NumberingViewSet(ServiceViewSet):
    """How documents are numbered: tickets, customers and the rest."""

    policies = {n: Policy(f"numbering.{n}", KEEPERS) for n in ("list", "retrieve", "partial_update", "preview")}
    queryset = NumberFormat.objects.none()
    serializer_class = NumberingOut
    lookup_field = "kind"
    pagination_class = None

    @extend_schema(responses=NumberingOut(many=True))
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Every kind of document, and its next number."""
        return Response(NumberingOut(numberings(timezone.now()), many=True).data)

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One kind of document."""
        return Response(NumberingOut(numbering_of(kwargs["kind"], timezone.now())).data)

    @extend_schema(request=NumberingChange, responses=NumberingOut)
    def partial_update(self, request: Request, kind: str) -> Response:
        """Number what comes from now on in another way; what has a number keeps it."""
        data, now = self.checked(NumberingChange), timezone.now()
        return Response(
            NumberingOut(number_formats.change_numbering(kind=kind, actor=request.user, now=now, **data)).data
        )

    @extend_schema(request=NumberingChange, responses=Effects)
    @action(detail=True, methods=["post"])
    def preview(self, request: Request, kind: str) -> Response:
        """What a change would change."""
        data, now = self.checked(NumberingChange), timezone.now()
        return effects(number_formats.preview_numbering(kind=kind, actor=request.user, now=now, **data))


class RetentionOut(serializers.Serializer):
    """days: how long it is kept now; default_days: if nobody says otherwise. due: rows that are older today."""

    subject = serializers.CharField()
    label = serializers.CharField()
    purpose = serializers.CharField(source="about.purpose")
    days = serializers.IntegerField()
    default_days = serializers.IntegerField(source="about.retention")
    at_least = serializers.IntegerField(source="about.at_least")
    at_most = serializers.IntegerField(source="about.at_most")
    due = serializers.SerializerMethodField()
    version = serializers.IntegerField()

    def get_due(self, keeping: Keeping) -> int:
        return keeping.due(timezone.now()).count()


class RetentionChange(serializers.Serializer):
    """version: as it was read; an older one is answered with 409."""

    days = serializers.IntegerField(min_value=1, max_value=LONGEST)
    reason = serializers.CharField(max_length=80)
    version = serializers.IntegerField(required=False, min_value=1)


class RetentionViewSet(ServiceViewSet):
    """How long is kept what does not stay as long as the archive."""

    policies = {n: Policy(f"retention.{n}", KEEPERS) for n in ("list", "retrieve", "partial_update", "preview")}
    queryset = RetentionPeriod.objects.none()
    serializer_class = RetentionOut
    lookup_field = "subject"
    lookup_value_regex = r"[\w.]+"
    pagination_class = None

    @extend_schema(responses=RetentionOut(many=True))
    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Whatever passes, and how much of it is due today."""
        return Response(RetentionOut(keepings(), many=True).data)

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One thing that passes."""
        return Response(RetentionOut(keeping_of(kwargs["subject"])).data)

    @extend_schema(request=RetentionChange, responses=RetentionOut)
    def partial_update(self, request: Request, subject: str) -> Response:
        """Keep it so many days; what is older is erased within the hour."""
        data, now = self.checked(RetentionChange), timezone.now()
        keeping = retention.set_retention(subject=subject, actor=request.user, now=now, **data)
        return Response(RetentionOut(keeping).data)

    @extend_schema(request=RetentionChange, responses=Effects)
    @action(detail=True, methods=["post"])
    def preview(self, request: Request, subject: str) -> Response:
        """How much would be erased."""
        data, now = self.checked(RetentionChange), timezone.now()
        return effects(retention.preview_retention(subject=subject, actor=request.user, now=now, **data))
