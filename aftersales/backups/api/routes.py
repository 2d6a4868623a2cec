"""The API routes of this app."""

from rest_framework.routers import SimpleRouter

from .backups import BackupViewSet


def register(router: SimpleRouter) -> None:
    router.register("backups", BackupViewSet, "api-backup")
