"""Possible duplicates and merges in the API. Merging itself is a verb of customers."""

from __future__ import annotations

from typing import Any

from rest_framework.response import Response

from aftersales.web.api.verbs import offers
from aftersales.web.api.viewsets import ServiceViewSet
from aftersales.web.policy import Policy
from aftersales.web.verbs import Verb

from ..models import DuplicatePair, Merge
from ..permissions import MERGERS
from ..queries.duplicates import merges, pairs
from ..verbs import MERGES, PAIRS
from .serializers.duplicates import MergeOut, PairOut


@offers("duplicate", MERGERS, PAIRS, answers=PairOut)
class DuplicateViewSet(ServiceViewSet):
    """Possible duplicates, the most likely ones first."""

    policies = {verb: Policy("customer.merge", MERGERS) for verb in ("list", "retrieve")}
    serializer_class = PairOut

    def visible(self) -> Any:
        return pairs(self.request.user)

    def answer(self, verb: Verb, target: DuplicatePair, result: DuplicatePair) -> Response:
        """Answer with the changed pair, which is no longer in the list."""
        return Response(self.get_serializer(result).data)


@offers("merge", MERGERS, MERGES, answers=MergeOut)
class MergeViewSet(ServiceViewSet):
    """Merges of two customers: waiting for a second person, done or undone."""

    policies = {verb: Policy("customer.merge", MERGERS) for verb in ("list", "retrieve")}
    serializer_class = MergeOut
    filterset_fields = ("state",)

    def visible(self) -> Any:
        return merges(self.request.user)

    def answer(self, verb: Verb, target: Merge, result: Merge) -> Response:
        return Response(self.get_serializer(result).data)
