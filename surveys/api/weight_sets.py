"""Weights of the index in the API."""

from __future__ import annotations

from typing import Any

from aftersales.web.api.viewsets import ServiceViewSet
from aftersales.web.policy import Policy

from ..models import WeightSet
from ..permissions import INDEX_MODEL_READERS
from ..queries.weight_sets import weight_sets
from .serializers.weight_sets import WeightSetOut


class WeightSetViewSet(ServiceViewSet):
    """Weights of the index, the newest first. They are estimated once a year and never change."""

    policies = {name: Policy(f"weight_set.{name}", INDEX_MODEL_READERS) for name in ("list", "retrieve")}
    queryset = WeightSet.objects.none()
    serializer_class = WeightSetOut
    filterset_fields = ("questionnaire_code", "from_quarter")

    def visible(self) -> Any:
        return weight_sets()
