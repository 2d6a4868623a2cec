"""The nouns of the office floor in the API."""

from rest_framework.routers import SimpleRouter

from .backups import BackupViewSet
from .exports import ExportViewSet
from .imports import ImportViewSet
from .saved_views import SavedViewViewSet
from .setup import NumberingViewSet


def register(router: SimpleRouter) -> None:
    router.register("backups", BackupViewSet, "api-backup")
    router.register("imports", ImportViewSet, "api-import")
    router.register("exports", ExportViewSet, "api-export")
    router.register("saved-views", SavedViewViewSet, "api-saved-view")
    router.register("numbering", NumberingViewSet, "api-numbering")
