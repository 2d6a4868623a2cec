"""The API of the rule of maintenance and installation."""

from __future__ import annotations

from aftersales.web.api.dated import ChangedViewSet, describe, policies

from ..models import VisitServiceRule
from ..permissions import CADENCE_READERS
from ..views.service_rules import SERVICE_RULES
from .serializers.load import VisitServiceRuleOut


@describe(SERVICE_RULES, VisitServiceRuleOut, ("change",))
class VisitServiceRuleViewSet(ChangedViewSet):
    """Within how many days goods are installed, and how often they are maintained unless agreed otherwise."""

    policies = policies("visit_service_rule", ("list", "retrieve", "change"), CADENCE_READERS)
    queryset = VisitServiceRule.objects.none()
    serializer_class = VisitServiceRuleOut
    kind = SERVICE_RULES
