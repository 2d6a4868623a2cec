"""The dashboards, as pages, PDF and Excel; the metrics with the rows behind them."""

from __future__ import annotations

import re
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from aftersales.kernel.errors import InvalidInput, gettext_noop
from aftersales.store.paging import page_of
from aftersales.web.policy import policy
from complaints.documents.common import language_of
from complaints.quality.enums import CostKind

from ..documents import dashboard as dashboard_paper
from ..documents.sheet import dashboard_sheet
from ..enums import View
from ..permissions import READERS
from ..presentation.dashboard import dashboard_context
from ..presentation.metric_page import list_context, metric_context, rows_context
from ..presentation.metric_rows import made, related
from ..presentation.questions import codes_of, views_for
from ..queries.dashboard import DashboardPage, dashboard_page
from ..queries.metrics import PARTS, Figure, Slice, by_channel, rows_of, slice_of, told
from ..queries.metrics.days import COSTS
from ..queries.metrics.recipes import RECIPES
from ..queries.metrics.rows import in_hour, of_cost
from ..rules.asked import asked_period
from ..rules.metric import Metric
from ..rules.metrics import BY_CODE, metrics_for

HOUR = re.compile(r"[1-7]:([0-9]|1[0-9]|2[0-3])", re.ASCII)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _page(request: HttpRequest) -> DashboardPage:
    params, offered = request.GET.dict(), views_for(request.user.role)
    view = params.get("view") or offered[0]
    if view not in View.values:
        raise InvalidInput(gettext_noop("This dashboard doesn’t exist."), code="no_view", field="view")
    if view not in offered:
        raise Http404
    return dashboard_page(request.user, view, codes_of(view), params, timezone.now())


@policy("report.view", roles=READERS)
@require_GET
def dashboard(request: HttpRequest) -> HttpResponse:
    """The dashboard of the user's role, or the one that the address asks for. Every figure opens its rows."""
    return render(request, "reports/dashboard.html", dashboard_context(_page(request)))


@policy("report.print", roles=READERS)
@require_GET
def dashboard_pdf(request: HttpRequest) -> HttpResponse:
    """A dashboard as PDF."""
    language = language_of(request.GET.get("lang"))
    with translation.override(language):
        page = _page(request)
        data = dashboard_paper.pdf(page, language)
    return _inline(data, f"{page.view}-{page.asked.code}.pdf")


@policy("report.export", roles=READERS)
@require_GET
def dashboard_xlsx(request: HttpRequest) -> FileResponse:
    """The figures of a dashboard as Excel."""
    page = _page(request)
    name = f"{page.view}-{page.asked.code}.xlsx"
    answer = FileResponse(dashboard_sheet(page), as_attachment=True, filename=name, content_type=XLSX)
    answer["Cache-Control"] = "private, no-store"
    return answer


def _inline(data: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(data, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def _metric(request: HttpRequest, code: str) -> Metric:
    metric = BY_CODE.get(code)
    if metric is None or not metric.may_be_seen_by(request.user.role):
        raise Http404
    return metric


@policy("metric.list", roles=READERS)
@require_GET
def metrics(request: HttpRequest) -> HttpResponse:
    """The catalogue of metrics with their present figures."""
    slice_ = slice_of(request.user, request.GET.dict(), timezone.now())
    asked = asked_period(request.GET.dict(), slice_.today)
    seen = metrics_for(request.user.role)
    found = told([metric.code for metric in seen], slice_, asked)
    return render(request, "reports/metrics.html", list_context(seen, found, slice_, asked))


@policy("metric.view", roles=READERS)
@require_GET
def metric(request: HttpRequest, code: str) -> HttpResponse:
    """One metric: its formula with the counts of the period, its clause, its rows and its course."""
    found = _metric(request, code)
    slice_ = slice_of(request.user, request.GET.dict(), timezone.now())
    asked = asked_period(request.GET.dict(), slice_.today)
    seen = metrics_for(request.user.role)
    figures = told([each.code for each in seen], slice_, asked)
    channels = by_channel(figures[code].figure, slice_)
    return render(request, "reports/metric.html", metric_context(found, seen, figures, slice_, asked, channels))


@policy("metric.rows", roles=READERS)
@require_GET
def metric_rows(request: HttpRequest, code: str) -> HttpResponse:
    """The rows behind a figure: as many as it says."""
    found, params = _metric(request, code), request.GET.dict()
    part, hour, cost = params.get("part", PARTS[0]), params.get("hour", ""), params.get("cost", "")
    if part not in PARTS or (part != PARTS[0] and not found.denominator):
        raise InvalidInput(gettext_noop("This part of the figure doesn’t exist."), code="no_part", field="part")
    if hour and (not HOUR.fullmatch(hour) or code != "tickets_logged"):
        raise InvalidInput(gettext_noop("Enter the hour in the form 1:9."), code="bad_hour", field="hour")
    if cost and (cost not in CostKind.values or RECIPES[code].source != COSTS):
        raise InvalidInput(gettext_noop("This kind of cost doesn’t exist."), code="no_cost", field="cost")
    slice_ = slice_of(request.user, params, timezone.now())
    asked = asked_period(params, slice_.today)
    context = rows_context(found, slice_, asked, part, [hour, *([str(CostKind(cost).label)] if cost else [])])
    rows = _rows(found, slice_, context["figure"], part, hour, cost)
    page = page_of(request, rows)
    return render(request, "reports/rows.html", context | _listed(rows, page))


def _rows(metric: Metric, slice_: Slice, figure: Figure, part: str, hour: str, cost: str) -> Any:
    """The rows of the days that were counted; none of a figure that is hidden."""
    span = figure.span
    rows = of_cost(metric, slice_, span, cost) if cost else rows_of(metric, slice_, span, part)
    if figure.hidden:
        rows = rows.none()
    return related(in_hour(rows, "reported_at", hour) if hour else rows)


def _listed(rows: Any, page: Any) -> dict[str, Any]:
    return {"page": page, "rows": made(rows, page), "nothing": _("No rows.")}
