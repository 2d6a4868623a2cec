"""The API routes of reports."""

from rest_framework.routers import SimpleRouter

from . import library, views


def register(router: SimpleRouter) -> None:
    router.register("reports", views.ReportViewSet, "api-report")
    router.register("report-schedules", library.ReportScheduleViewSet, "api-report-schedule")
    router.register("market-notes", library.MarketNoteViewSet, "api-market-note")
    router.register("metrics", views.MetricViewSet, "api-metric")
