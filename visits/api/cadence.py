"""The cadence in the API."""

from __future__ import annotations

from aftersales.web.api.dated import DATED, DatedViewSet, describe, policies

from ..models import Cadence
from ..permissions import CADENCE_READERS
from ..views.cadence import CADENCES
from .serializers import CadenceOut


@describe(CADENCES, CadenceOut, DATED)
class CadenceViewSet(DatedViewSet):
    """How often customers of a tier are visited at least, with dates of effect. A change computes the schedules of all
    customers again, in the background."""

    policies = policies("visit_cadence", DATED, CADENCE_READERS)
    queryset = Cadence.objects.none()
    serializer_class = CadenceOut
    filterset_fields = ("tier",)
    kind = CADENCES
