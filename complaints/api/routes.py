"""The API routes of complaints."""

from rest_framework.routers import SimpleRouter

from .approvals import ApprovalViewSet
from .calls import CallViewSet
from .fulfilments import FulfilmentViewSet
from .missed_calls import MissedCallViewSet
from .reception import VisitorViewSet
from .reminders import ReminderViewSet
from .settings import (
    AssignmentRuleViewSet,
    AuthorityRuleViewSet,
    CannedReplyViewSet,
    RiskRuleViewSet,
    SlaPolicyViewSet,
    TagViewSet,
)
from .tickets import TicketViewSet


def register(router: SimpleRouter) -> None:
    router.register("tickets", TicketViewSet, "api-ticket")
    router.register("approvals", ApprovalViewSet, "api-approval")
    router.register("authority-rules", AuthorityRuleViewSet, "api-authority-rule")
    router.register("sla-policies", SlaPolicyViewSet, "api-sla-policy")
    router.register("fulfilments", FulfilmentViewSet, "api-fulfilment")
    router.register("risk-rules", RiskRuleViewSet, "api-risk-rule")
    router.register("reception", VisitorViewSet, "api-visitor")
    router.register("canned-replies", CannedReplyViewSet, "api-canned-reply")
    router.register("tags", TagViewSet, "api-tag")
    router.register("reminders", ReminderViewSet, "api-reminder")
    router.register("calls", CallViewSet, "api-call")
    router.register("missed-calls", MissedCallViewSet, "api-missed-call")
    router.register("assignment-rules", AssignmentRuleViewSet, "api-assignment-rule")
