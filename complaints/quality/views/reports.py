"""Reports of an investigation: filed, shown while they are printed, signed."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from aftersales.web.policy import policy
from aftersales.web.views import visible_or_404

from .. import presentation, services
from ..forms import ReportForm
from ..models import InvestigationReport
from ..permissions import READERS
from .investigations import act_on, reports_of, visible


@policy("report.file", roles=READERS)
@require_POST
def file_report(request: HttpRequest, number: str) -> HttpResponse:
    def act(pk: int, data: dict[str, Any]) -> InvestigationReport:
        return services.file_report(investigation_id=pk, actor=request.user, now=timezone.now(), **data)

    done = _("Report filed; it’s being generated and you can leave this page")
    return act_on(request, number, "report", ReportForm(request.POST), act, done)


@policy("report.list", roles=READERS)
@require_GET
def reports(request: HttpRequest, number: str) -> HttpResponse:
    """The list of reports alone: the page asks for it until every one is printed."""
    row = visible(request, number)
    listed = reports_of(row)
    context = {
        "investigation": row,
        "reports": listed,
        "pending": any(report.render_at for report in listed),
        "may": presentation.may(request.user, row, listed, timezone.now()),
    }
    return render(request, "quality/reports.html", context)


@policy("report.sign", roles=READERS)
@require_POST
def sign_report(request: HttpRequest, number: str, version: int) -> HttpResponse:
    return _on_report(request, number, version, services.sign_report, _("Report signed"))


@policy("report.retry", roles=READERS)
@require_POST
def retry_report(request: HttpRequest, number: str, version: int) -> HttpResponse:
    return _on_report(request, number, version, services.retry_report, _("Regenerating report"))


def _on_report(request: HttpRequest, number: str, version: int, service: Callable[..., Any], done: str) -> HttpResponse:
    def act(pk: int, data: dict[str, Any]) -> Any:
        report = visible_or_404(InvestigationReport.objects.filter(investigation=pk), version=version)
        return service(report_id=report.pk, actor=request.user, now=timezone.now())

    return act_on(request, number, "sign", forms.Form(request.POST), act, done)
