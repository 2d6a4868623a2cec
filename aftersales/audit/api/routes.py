"""Nouns of the API."""

from rest_framework.routers import SimpleRouter

from .audit import AccessViewSet, ChangeViewSet, SealViewSet


def register(router: SimpleRouter) -> None:
    router.register("audit/changes", ChangeViewSet, "api-audit-change")
    router.register("audit/reads", AccessViewSet, "api-audit-read")
    router.register("audit/seals", SealViewSet, "api-audit-seal")
