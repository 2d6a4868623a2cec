"""The nouns of the hall in the API."""

from rest_framework.routers import SimpleRouter

from .audit import AccessViewSet, ChangeViewSet, SealViewSet
from .customers import ServiceFileViewSet, TimelineViewSet
from .roles import RoleViewSet


def register(router: SimpleRouter) -> None:
    router.register("audit/changes", ChangeViewSet, "api-audit-change")
    router.register("audit/reads", AccessViewSet, "api-audit-read")
    router.register("audit/seals", SealViewSet, "api-audit-seal")
    router.register("roles", RoleViewSet, "api-role")
    router.register("timeline", TimelineViewSet, "api-timeline")
    router.register("service-files", ServiceFileViewSet, "api-service-file")
