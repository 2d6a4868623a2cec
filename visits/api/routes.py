"""The API routes of visits."""

from rest_framework.routers import SimpleRouter

from .coverage import CoverageViewSet
from .exceptions import VisitExceptionViewSet
from .visits import VisitViewSet


def register(router: SimpleRouter) -> None:
    router.register("visits", VisitViewSet, "api-visit")
    router.register("visit-coverage", CoverageViewSet, "api-visit-coverage")
    router.register("visit-exceptions", VisitExceptionViewSet, "api-visit-exception")
