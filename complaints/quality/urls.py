"""Addresses of investigations."""

from django.urls import path

from .views import actions, documents, investigations, reports

INVESTIGATION = "quality/<str:number>/"
ACTION = "quality/actions/<str:number>/"
REPORT = "quality/<str:number>/reports/<int:version>"

urlpatterns = [
    path("quality/", investigations.investigations, name="investigations"),
    path("quality/new/", investigations.investigation_new, name="investigation_new"),
    path("quality/actions/", actions.actions, name="actions"),
    path(ACTION, actions.action, name="action"),
    path(f"{ACTION}complete/", actions.complete, name="action_complete"),
    path(f"{ACTION}verify/", actions.verify, name="action_verify"),
    path(f"{ACTION}resume/", actions.resume, name="action_resume"),
    path(f"{ACTION}files/<int:pk>/", documents.action_file, name="action_file"),
    path(INVESTIGATION, investigations.investigation, name="investigation"),
    path(f"{INVESTIGATION}findings/", investigations.findings, name="investigation_findings"),
    path(f"{INVESTIGATION}team/", investigations.team, name="investigation_team"),
    path(f"{INVESTIGATION}actions/", investigations.add_action, name="investigation_action"),
    path(f"{INVESTIGATION}decision/", investigations.decision, name="investigation_decision"),
    path(f"{INVESTIGATION}send-back/", investigations.send_back, name="investigation_send_back"),
    path(f"{INVESTIGATION}reopen/", investigations.reopen, name="investigation_reopen"),
    path(f"{INVESTIGATION}close/", investigations.close, name="investigation_close"),
    path(f"{INVESTIGATION}files/<int:pk>/", documents.investigation_file, name="investigation_file"),
    path(f"{INVESTIGATION}reports/", reports.reports, name="investigation_reports"),
    path(f"{INVESTIGATION}report/", reports.file_report, name="investigation_report_new"),
    path(f"{REPORT}.pdf", documents.report, name="investigation_report"),
    path(f"{REPORT}/sign/", reports.sign_report, name="investigation_report_sign"),
    path(f"{REPORT}/retry/", reports.retry_report, name="investigation_report_retry"),
]
