"""What customers wrote: searchable, by group, region and theme, and never with a name."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from aftersales.store.paging import page_of
from aftersales.tables.exporting import export_button
from aftersales.web.list_search import OPENED, filters_of
from aftersales.web.policy import policy

from ..forms.verbatims import VerbatimFilterForm
from ..permissions import VERBATIM_READERS, own_region
from ..presentation import verbatims as presentation
from ..presentation.tabs import area_tabs
from ..queries.verbatims import AskedVerbatims, asked_verbatims

FOUND_LIMIT = 100


@policy("verbatim.list", roles=VERBATIM_READERS, reads=True)
@require_http_methods(["GET", "POST"])
def verbatims(request: HttpRequest) -> HttpResponse:
    """The comments of a quarter. A search is a POST, because what is searched for may be a name."""
    typed = request.POST if request.method == "POST" else request.GET
    params = {name: typed.get(name, "") for name in ("quarter", "region", "voice", "theme")}
    params["q"] = request.POST.get("q", "")
    asked, own = asked_verbatims(request.user, params), own_region(request.user)
    context: dict[str, Any] = {"asked": asked, "now": timezone.now()}
    if asked.text:
        rows = list(asked.rows[:FOUND_LIMIT])
        export = export_button(request.user, "verbatims", params, len(rows))
    else:
        rows = context["page"] = page_of(request, asked.rows)
        export = export_button(request.user, "verbatims", params, rows)
    context |= {
        "rows": presentation.comment_rows(rows, asked),
        "area": area_tabs(request.user, "verbatims"),
        "tabs": presentation.tabs(asked),
        "themes": presentation.theme_rows(asked),
        **_filters(asked, own is None, request.GET.get(OPENED, "")),
        "limit": FOUND_LIMIT,
        "export": export,
    }
    return render(request, "surveys/verbatims.html", context)


def _filters(asked: AskedVerbatims, is_whole: bool, opened: str) -> dict[str, Any]:
    """Quarter, and region for those who see all of them; the group has tabs, and the theme stands beside the list."""
    params = {
        "quarter": asked.quarter,
        "region": str(asked.region_id or ""),
        "voice": asked.voice,
        "theme": asked.theme,
    }
    without = {"voice"} if is_whole else {"voice", "region"}
    found = filters_of(VerbatimFilterForm(initial=params), {**params, OPENED: opened}, without=without)
    return {**found, "filters": [*found["filters"], *presentation.theme_chip(asked)]}
