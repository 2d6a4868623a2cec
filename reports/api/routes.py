"""The nouns of reports in the API."""

from rest_framework.routers import SimpleRouter

from . import views


def register(router: SimpleRouter) -> None:
    router.register("reports", views.ReportViewSet, "api-report")
