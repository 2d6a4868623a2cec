"""The pages that show the results."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from aftersales.store.paging import page_of
from aftersales.tables.exporting import export_button
from aftersales.web.list_columns import table_of
from aftersales.web.policy import policy

from .. import queries
from ..permissions import READERS, own_region
from ..presentation import response_tabs, rows_url, tiles
from ..presentation.tabs import area_tabs


@policy("survey.view", roles=READERS)
@require_GET
def surveys(request: HttpRequest) -> HttpResponse:
    """What customers said after closed tickets in a quarter. Each figure links to its rows."""
    quarter = queries.asked_quarter(request.GET.get("quarter"))
    found = queries.overview(quarter, own_region(request.user))
    figures = found["figures"]
    found["tabs"] = area_tabs(request.user, "surveys")
    links = {"tiles": tiles(figures, found["profile"]), "words_url": rows_url(figures, view="words")}
    return render(request, "surveys/tickets.html", found | links)


@policy("response.list", roles=READERS)
@require_GET
def responses(request: HttpRequest) -> HttpResponse:
    """The responses of a quarter. No user can see which person gave them (S4)."""
    asked = queries.asked_responses(request.user, request.GET)
    page = page_of(request, asked.rows)
    rows = queries.without_people(page.object_list, asked.cells)
    context = {"asked": asked, "page": page, "rows": rows, "tabs": response_tabs(asked)}
    context["area"] = area_tabs(request.user, "surveys")
    context |= table_of(request.user, "responses", None)
    context["export"] = export_button(request.user, "responses", request.GET.dict(), page)
    return render(request, "surveys/responses.html", context)
