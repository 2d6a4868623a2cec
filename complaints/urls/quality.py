"""Addresses of quality, and of the documents of a ticket."""

from django.urls import path

from ..views import actions, documents, quality, reports

INVESTIGATION = "quality/<str:number>/"
ACTION = "quality/actions/<str:number>/"
REPORT = "quality/<str:number>/reports/<int:version>"

urlpatterns = [
    path("quality/", quality.investigations, name="investigations"),
    path("quality/new/", quality.investigation_new, name="investigation_new"),
    path("quality/actions/", actions.actions, name="actions"),
    path(ACTION, actions.action, name="action"),
    path(f"{ACTION}complete/", actions.complete, name="action_complete"),
    path(f"{ACTION}verify/", actions.verify, name="action_verify"),
    path(f"{ACTION}resume/", actions.resume, name="action_resume"),
    path(f"{ACTION}files/<int:pk>/", documents.action_file, name="action_file"),
    path(INVESTIGATION, quality.investigation, name="investigation"),
    path(f"{INVESTIGATION}findings/", quality.findings, name="investigation_findings"),
    path(f"{INVESTIGATION}team/", quality.team, name="investigation_team"),
    path(f"{INVESTIGATION}actions/", quality.add_action, name="investigation_action"),
    path(f"{INVESTIGATION}decision/", quality.decision, name="investigation_decision"),
    path(f"{INVESTIGATION}send-back/", quality.send_back, name="investigation_send_back"),
    path(f"{INVESTIGATION}reopen/", quality.reopen, name="investigation_reopen"),
    path(f"{INVESTIGATION}close/", quality.close, name="investigation_close"),
    path(f"{INVESTIGATION}files/<int:pk>/", documents.investigation_file, name="investigation_file"),
    path(f"{INVESTIGATION}reports/", reports.reports, name="investigation_reports"),
    path(f"{INVESTIGATION}report/", reports.file_report, name="investigation_report_new"),
    path(f"{REPORT}.pdf", documents.report, name="investigation_report"),
    path(f"{REPORT}/sign/", reports.sign_report, name="investigation_report_sign"),
    path(f"{REPORT}/retry/", reports.retry_report, name="investigation_report_retry"),
    path("tickets/<str:number>/form.pdf", documents.ticket_form, name="ticket_form"),
    path("tickets/<str:number>/receipt.pdf", documents.goods_receipt, name="ticket_goods_receipt"),
    path("tickets/<str:number>/labels.pdf", documents.return_labels, name="ticket_return_labels"),
    path(
        "tickets/<str:number>/proposals/<int:pk>/approval-form.pdf",
        documents.approval_form,
        name="ticket_approval_form",
    ),
]
