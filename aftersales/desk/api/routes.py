"""The API nouns of this app."""

from rest_framework.routers import SimpleRouter

from .customers import ServiceFileViewSet, TimelineViewSet
from .roles import RoleViewSet


def register(router: SimpleRouter) -> None:
    router.register("roles", RoleViewSet, "api-role")
    router.register("timeline", TimelineViewSet, "api-timeline")
    router.register("service-files", ServiceFileViewSet, "api-service-file")
