"""The API routes of this app."""

from rest_framework.routers import SimpleRouter

from .exports import ExportViewSet
from .imports import ImportViewSet


def register(router: SimpleRouter) -> None:
    router.register("imports", ImportViewSet, "api-import")
    router.register("exports", ExportViewSet, "api-export")
