"""Addresses of reports."""

from django.urls import path

from .views import dashboards, library, market, teams

urlpatterns = [
    path("reports/", dashboards.dashboard, name="dashboard"),
    path("reports/teams/", teams.teams, name="teams"),
    path("reports/library/", library.reports, name="reports"),
    path("reports/library/new/", library.report_new, name="report_new"),
    path("reports/library/<int:number>/", library.report, name="report"),
    path(
        "reports/library/<int:number>/<slug:language>.<slug:suffix>",
        library.report_file,
        name="report_file",
    ),
    *(
        path(f"reports/library/<int:number>/{name}/", view, name=f"report_{name}")
        for name, view in library.REPORT_VERBS.items()
    ),
    path("reports/market/", market.market_notes, name="market_notes"),
    path("reports/market/asked/", market.market_asked, name="market_asked"),
    path("reports/market/new/", market.market_note_new, name="market_note_new"),
    path("reports/market/<str:number>/", market.market_note, name="market_note"),
    path("reports/market/<str:number>/files/<int:pk>/", market.market_note_file, name="market_note_file"),
    *(
        path(f"reports/market/<str:number>/{name}/", view, name=f"market_note_{name}")
        for name, view in market.NOTE_VERBS.items()
    ),
    path("settings/report-schedules/", library.report_schedules, name="report_schedules"),
    path("settings/report-schedules/<int:pk>/", library.report_schedule, name="report_schedule"),
    path("reports/dashboard.pdf", dashboards.dashboard_pdf, name="dashboard_pdf"),
    path("reports/dashboard.xlsx", dashboards.dashboard_xlsx, name="dashboard_xlsx"),
    path("reports/metrics/", dashboards.metrics, name="metrics"),
    path("reports/metrics/<slug:code>/", dashboards.metric, name="metric"),
    path("reports/metrics/<slug:code>/rows/", dashboards.metric_rows, name="metric_rows"),
]
