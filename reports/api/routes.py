"""The API routes of reports."""

from rest_framework.routers import SimpleRouter

from . import views


def register(router: SimpleRouter) -> None:
    router.register("reports", views.ReportViewSet, "api-report")
