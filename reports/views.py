"""The dashboard, as a page and as PDF."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.views.decorators.http import require_GET

from aftersales.web.policy import policy
from complaints.documents.common import language_of

from .documents import quarter as paper
from .permissions import READERS
from .presentation.page import page_context
from .queries import quarter_page


@policy("report.view", roles=READERS)
@require_GET
def dashboard(request: HttpRequest) -> HttpResponse:
    """Satisfaction and complaints of a quarter. Every figure links to its rows."""
    page = quarter_page(request.user, request.GET.dict(), timezone.now())
    return render(request, "reports/dashboard.html", page_context(page))


@policy("report.print", roles=READERS)
@require_GET
def dashboard_pdf(request: HttpRequest) -> HttpResponse:
    """The dashboard as PDF."""
    language = language_of(request.GET.get("lang"))
    with translation.override(language):
        page = quarter_page(request.user, request.GET.dict(), timezone.now())
        data = paper.pdf(page, language)
    answer = HttpResponse(data, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{page.period.quarter}.pdf"'
    answer["Cache-Control"] = "private, no-store"
    return answer
