"""The API routes of visits."""

from rest_framework.routers import SimpleRouter

from .cadence import CadenceViewSet
from .exceptions import VisitExceptionViewSet
from .schedules import VisitScheduleViewSet
from .visits import VisitViewSet


def register(router: SimpleRouter) -> None:
    router.register("visits", VisitViewSet, "api-visit")
    router.register("visit-exceptions", VisitExceptionViewSet, "api-visit-exception")
    router.register("visit-cadences", CadenceViewSet, "api-visit-cadence")
    router.register("visit-schedules", VisitScheduleViewSet, "api-visit-schedule")
