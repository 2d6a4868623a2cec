"""What is set up about the house, in the API."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from aftersales.web.api.viewsets import ServiceViewSet
from aftersales.web.policy import Policy

from ..permissions import KEEPERS
from ..queries.numbering import numbering_of, numberings
from ..rules.numbering import FEWEST, HIGHEST, MOST
from ..services import number_formats


class Sentence(serializers.Serializer):
    text = serializers.CharField()
    warns = serializers.BooleanField()


class WouldChange(serializers.Serializer):
    """In words; nothing is written."""

    said = Sentence(many=True)


def sentences(said: Any) -> Response:
    return Response({"said": [{"text": one.text, "warns": bool(one.tone)} for one in said]})


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

    @extend_schema(request=NumberingChange, responses=WouldChange)
    @action(detail=True, methods=["post"])
    def preview(self, request: Request, kind: str) -> Response:
        """What a change would change."""
        data, now = self.checked(NumberingChange), timezone.now()
        return sentences(number_formats.preview_numbering(kind=kind, actor=request.user, now=now, **data))
