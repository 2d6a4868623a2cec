"""The API routes of quality."""

from rest_framework.routers import SimpleRouter

from .views import ActionViewSet, InvestigationViewSet


def register(router: SimpleRouter) -> None:
    router.register("investigations", InvestigationViewSet, "api-investigation")
    router.register("actions", ActionViewSet, "api-action")
