"""The API routes of visits."""

from rest_framework.routers import SimpleRouter

from .calendar import CalendarAddressViewSet, HandOverViewSet, VisitDayViewSet, VisitLoadViewSet
from .exceptions import VisitExceptionViewSet
from .kinds import MaintenancePlanViewSet
from .letters import LetterBatchViewSet, LetterTemplateViewSet
from .visits import VisitViewSet


def register(router: SimpleRouter) -> None:
    router.register("visits", VisitViewSet, "api-visit")
    router.register("visit-exceptions", VisitExceptionViewSet, "api-visit-exception")
    router.register("visit-days", VisitDayViewSet, "api-visit-day")
    router.register("visit-loads", VisitLoadViewSet, "api-visit-load")
    router.register("visit-hand-overs", HandOverViewSet, "api-visit-hand-over")
    router.register("calendar-addresses", CalendarAddressViewSet, "api-calendar-address")
    router.register("letter-templates", LetterTemplateViewSet, "api-letter-template")
    router.register("letter-batches", LetterBatchViewSet, "api-letter-batch")
    router.register("maintenance-plans", MaintenancePlanViewSet, "api-maintenance-plan")
