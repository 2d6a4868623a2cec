"""The API routes of visits."""

from rest_framework.routers import SimpleRouter

from .views import VisitExceptionViewSet, VisitViewSet


def register(router: SimpleRouter) -> None:
    router.register("visits", VisitViewSet, "api-visit")
    router.register("visit-exceptions", VisitExceptionViewSet, "api-visit-exception")
