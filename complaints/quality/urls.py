"""Addresses of investigations."""

from django.urls import path

from .views import actions, documents, investigations
from .views.actions import verb_view as on_action
from .views.investigations import verb_view as on_investigation

INVESTIGATION = "quality/<str:number>/"
ACTION = "quality/actions/<str:number>/"
REPORT = "quality/<str:number>/reports/<int:version>"

urlpatterns = [
    path("quality/", investigations.investigations, name="investigations"),
    path("quality/new/", investigations.investigation_new, name="investigation_new"),
    path("quality/actions/", actions.actions, name="actions"),
    path(ACTION, actions.action, name="action"),
    path(f"{ACTION}complete/", on_action("complete"), name="action_complete"),
    path(f"{ACTION}verify/", on_action("verify"), name="action_verify"),
    path(f"{ACTION}resume/", on_action("resume"), name="action_resume"),
    path(f"{ACTION}files/<int:pk>/", documents.action_file, name="action_file"),
    path(INVESTIGATION, investigations.investigation, name="investigation"),
    path(f"{INVESTIGATION}findings/", investigations.findings, name="investigation_findings"),
    path(f"{INVESTIGATION}team/", on_investigation("team", "team"), name="investigation_team"),
    path(f"{INVESTIGATION}actions/", on_investigation("add-action", "action"), name="investigation_action"),
    path(f"{INVESTIGATION}decision/", on_investigation("decide", "decision"), name="investigation_decision"),
    path(f"{INVESTIGATION}send-back/", on_investigation("send-back", "send_back"), name="investigation_send_back"),
    path(f"{INVESTIGATION}reopen/", on_investigation("reopen", "reopen"), name="investigation_reopen"),
    path(f"{INVESTIGATION}close/", on_investigation("close", "close"), name="investigation_close"),
    path(f"{INVESTIGATION}files/<int:pk>/", documents.investigation_file, name="investigation_file"),
    path(f"{INVESTIGATION}reports/", investigations.reports, name="investigation_reports"),
    path(f"{INVESTIGATION}report/", on_investigation("file-report", "report"), name="investigation_report_new"),
    path(f"{REPORT}.pdf", documents.report, name="investigation_report"),
    path(f"{REPORT}/sign/", on_investigation("sign-report", "sign"), name="investigation_report_sign"),
    path(f"{REPORT}/retry/", on_investigation("retry-report", "sign"), name="investigation_report_retry"),
]
