"""The dated rules of customers in the API."""

from __future__ import annotations

from aftersales.web.api.dated import ChangedViewSet, describe, policies

from ..models import GradeRule, TouchRule, WarrantyRule
from ..permissions import RULE_READERS
from ..views.rules import GRADE_RULES, TOUCH_RULES, WARRANTY_RULES
from .serializers.dated_rules import GradeRuleOut, TouchRuleOut, WarrantyRuleOut

VERBS = ("list", "retrieve", "change")


@describe(GRADE_RULES, GradeRuleOut, ("change",))
class GradeRuleViewSet(ChangedViewSet):
    """Grade rules: from which scores and events a customer gets a satisfaction grade."""

    policies = policies("grade_rule", VERBS, RULE_READERS)
    queryset = GradeRule.objects.none()
    serializer_class = GradeRuleOut
    kind = GRADE_RULES


@describe(WARRANTY_RULES, WarrantyRuleOut, ("change",))
class WarrantyRuleViewSet(ChangedViewSet):
    """Warranty rules: what counts when the end of a warranty is reckoned, and by which article."""

    policies = policies("warranty_rule", VERBS, RULE_READERS)
    queryset = WarrantyRule.objects.none()
    serializer_class = WarrantyRuleOut
    kind = WARRANTY_RULES


@describe(TOUCH_RULES, TouchRuleOut, ("change",))
class TouchRuleViewSet(ChangedViewSet):
    """Contact limit: how many visits, surveys and notices a customer gets in a month at most."""

    policies = policies("touch_rule", VERBS, RULE_READERS)
    queryset = TouchRule.objects.none()
    serializer_class = TouchRuleOut
    kind = TOUCH_RULES
