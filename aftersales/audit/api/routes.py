"""The API routes of this app."""

from rest_framework.routers import SimpleRouter

from .audit import AccessViewSet, ChangeViewSet, SealViewSet, VerificationViewSet


def register(router: SimpleRouter) -> None:
    router.register("audit/changes", ChangeViewSet, "api-audit-change")
    router.register("audit/access", AccessViewSet, "api-audit-access")
    router.register("audit/seals", SealViewSet, "api-audit-seal")
    router.register("audit/verification", VerificationViewSet, "api-audit-verification")
