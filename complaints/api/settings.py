"""The settings of complaints in the API.

SLA policies, approval rules and risk rules have dates between which they are in effect: a change takes effect from a
day on, in a new row. Canned replies, tags and assignment rules are changed in place.
"""

from __future__ import annotations

from aftersales.web.api.dated import (
    DATED,
    IN_PLACE,
    ChangedViewSet,
    DatedViewSet,
    InPlaceViewSet,
    describe,
    policies,
)

from ..models import AssignmentRule, AuthorityRule, CannedReply, RiskRule, SlaPolicy, Tag
from ..permissions.risk import RULE_READERS as RISK_RULE_READERS
from ..permissions.work import AUTHORITY_READERS, CANNED_REPLY_READERS, RULE_READERS, TAG_READERS
from ..views.authority_rules import AUTHORITY_RULES
from ..views.risk import RISK_RULES
from ..views.settings import ASSIGNMENT_RULES, CANNED_REPLIES, TAGS
from ..views.sla_policies import SLA_POLICIES
from .serializers import settings as answers


@describe(SLA_POLICIES, answers.SlaPolicyOut, DATED)
class SlaPolicyViewSet(DatedViewSet):
    """SLA policies: how soon a customer gets the first reply and the solution. Of the policies in effect, the most
    specific one applies to a ticket."""

    policies = policies("sla_policy", DATED, RULE_READERS)
    queryset = SlaPolicy.objects.none()
    serializer_class = answers.SlaPolicyOut
    filterset_fields = ("code", "quality_class")
    kind = SLA_POLICIES


@describe(AUTHORITY_RULES, answers.AuthorityRuleOut, DATED)
class AuthorityRuleViewSet(DatedViewSet):
    """Approval rules 权限范围: which approval steps a proposal needs, and in which order."""

    policies = policies("authority_rule", DATED, AUTHORITY_READERS)
    queryset = AuthorityRule.objects.none()
    serializer_class = answers.AuthorityRuleOut
    filterset_fields = ("remedy", "kind", "tier", "is_active")
    kind = AUTHORITY_RULES


@describe(RISK_RULES, answers.RiskRuleOut, ("change",))
class RiskRuleViewSet(ChangedViewSet):
    """Risk rules: repeats, tickets open too long, threats to go public, critical customers, serious defects."""

    policies = policies("risk_rule", ("list", "retrieve", "change"), RISK_RULE_READERS)
    queryset = RiskRule.objects.none()
    serializer_class = answers.RiskRuleOut
    filterset_fields = ("code", "is_active")
    kind = RISK_RULES


@describe(CANNED_REPLIES, answers.CannedReplyOut, IN_PLACE)
class CannedReplyViewSet(InPlaceViewSet):
    """Canned replies 常用回复. The placeholders {number}, {customer} and {due} are filled in from the ticket."""

    policies = policies("canned_reply", IN_PLACE, CANNED_REPLY_READERS)
    queryset = CannedReply.objects.none()
    serializer_class = answers.CannedReplyOut
    filterset_fields = ("is_active",)
    kind = CANNED_REPLIES


@describe(TAGS, answers.TagOut, IN_PLACE)
class TagViewSet(InPlaceViewSet):
    """Tags 标签 of tickets: renamed, retired, or merged into another one. A ticket is given tags by its verb tag, which
    also makes new ones."""

    policies = policies("tag", IN_PLACE, TAG_READERS)
    queryset = Tag.objects.none()
    serializer_class = answers.TagOut
    filterset_fields = ("is_active",)
    kind = TAGS


@describe(ASSIGNMENT_RULES, answers.AssignmentRuleOut, IN_PLACE)
class AssignmentRuleViewSet(InPlaceViewSet):
    """Assignment rules: which person or department gets a ticket, by region, product category and type. If several
    rules match, the one with the lowest priority number applies."""

    policies = policies("assignment_rule", IN_PLACE, CANNED_REPLY_READERS)
    queryset = AssignmentRule.objects.none()
    serializer_class = answers.AssignmentRuleOut
    filterset_fields = ("is_active",)
    kind = ASSIGNMENT_RULES
