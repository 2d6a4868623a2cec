"""The API routes of visits."""

from rest_framework.routers import SimpleRouter

from .exceptions import VisitExceptionViewSet
from .load import VisitCapacityViewSet, VisitReminderRuleViewSet
from .visits import VisitViewSet


def register(router: SimpleRouter) -> None:
    router.register("visits", VisitViewSet, "api-visit")
    router.register("visit-exceptions", VisitExceptionViewSet, "api-visit-exception")
    router.register("visit-capacities", VisitCapacityViewSet, "api-visit-capacity")
    router.register("visit-reminder-rules", VisitReminderRuleViewSet, "api-visit-reminder-rule")
