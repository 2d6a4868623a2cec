"""The API nouns of this app."""

from rest_framework.routers import SimpleRouter

from .customers import ServiceFileViewSet, TimelineViewSet
from .password_sheets import PasswordSheetViewSet
from .roles import RoleViewSet


def register(router: SimpleRouter) -> None:
    router.register("roles", RoleViewSet, "api-role")
    router.register("password-sheets", PasswordSheetViewSet, "api-password-sheet")
    router.register("timeline", TimelineViewSet, "api-timeline")
    router.register("service-files", ServiceFileViewSet, "api-service-file")
