"""Signals of the radar in the API."""

from __future__ import annotations

from typing import Any

from aftersales.web.api.verbs import offers
from aftersales.web.api.viewsets import ServiceViewSet
from aftersales.web.policy import Policy

from ..models import RadarSignal
from ..permissions import READERS
from ..queries.signals import all_signals
from ..verbs import SIGNALS
from .serializers import RadarSignalOut


@offers("radar_signal", READERS, SIGNALS, answers=RadarSignalOut)
class RadarSignalViewSet(ServiceViewSet):
    """What is rising: found by the nightly look at all series, then acknowledged, investigated or dismissed."""

    policies = {name: Policy(f"radar_signal.{name}", READERS) for name in ("list", "retrieve")}
    serializer_class = RadarSignalOut
    queryset = RadarSignal.objects.none()
    filterset_fields = ("level", "state", "product__code", "batch", "region__code")

    def visible(self) -> Any:
        return all_signals()
