"""Pairs of archives that may be one customer. Merging itself is a verb of customers."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from aftersales.web.api.viewsets import ServiceViewSet
from aftersales.web.policy import Policy

from ..permissions import MERGERS
from ..queries.duplicates import pairs
from ..services.duplicates import keep_apart
from . import serializers as io


class DuplicateViewSet(ServiceViewSet):
    """Possible duplicates, the likeliest first."""

    policies = {verb: Policy("customer.merge", MERGERS) for verb in ("list", "retrieve", "keep_apart")}
    serializer_class = io.PairOut

    def visible(self) -> Any:
        return pairs(self.request.user)

    @extend_schema(request=io.Why)
    @action(detail=True, methods=["post"])
    def keep_apart(self, request: Request, pk: str) -> Response:
        """These are two customers; the pair is not listed again."""
        data = self.checked(io.Why)
        pair = keep_apart(actor=request.user, now=timezone.now(), pair=self.get_object(), **data)
        return Response(self.get_serializer(pair).data)
