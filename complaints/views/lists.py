"""The ticket list."""

from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from aftersales.office.queries.saved_views import tabs_of
from aftersales.office.views.saved_views import sheet_form
from aftersales.staff.enums import TICKET_READERS
from aftersales.staff.models import User
from aftersales.store.paging import page_of
from aftersales.tables.exporting import export_button
from aftersales.web.policy import policy
from customers.services.searching import count_digit_search

from .. import permissions
from ..forms.lists import FilterForm, FilterSheet
from ..presentation.ticket_row import for_rows, rows_of
from ..queries.ticket_list import FREQUENT, active_filters, filtered, is_frequent, listed
from .bulk import offered_for_many
from .ticket_rows import ticket_rows


@policy("ticket.list", roles=TICKET_READERS)
@require_GET
def tickets(request: HttpRequest) -> HttpResponse:
    """The tickets that the user may see, filtered by the address, the next due first."""
    now, params = timezone.now(), request.GET.dict()
    count_digit_search(actor=request.user, now=now, text=params.get("q", ""))
    found = listed(filtered(request.user, params, now), params.get("sort", ""))
    page = page_of(
        request,
        found,
        limit=FREQUENT if params.get("q") else None,
        is_beyond=is_frequent(request.user, params),
        read=for_rows,
    )
    many = offered_for_many(request.user)
    context = {
        "now": now,
        "page": page,
        "rows": ticket_rows(rows_of(page, request.user, now, pick=bool(many))),
        "views": views_of(request.user, params),
        "save_url": f"{reverse('saved_view_new')}?{urlencode({**params, 'list': 'tickets'})}" if params else "",
        "save_form": sheet_form(request, "tickets"),
        "filters": [chip(name, label, value, params) for name, label, value in active_filters(params)],
        "sheet": filter_sheet(FilterSheet.of(params)),
        "columns": columns(params),
        "order": _("Sorted by due date") if params.get("sort") in (None, "", "due") else "",
        "count_text": count_text(page),
        "export": export_button(request.user, "tickets", params, page),
        "may_log": permissions.can_log(request.user),
        "many": many,
        "back": urlencode(params),
    }
    return render(request, "complaints/tickets.html", context)


def views_of(user: User, params: dict[str, str]) -> list[dict[str, Any]]:
    """The tabs of the list: the built-in views, then the saved views."""
    known = [
        (pgettext("tickets", "Open"), {"state": "open"}),
        (_("Mine"), {"state": "open", "owner": "me"}),
        (_("Late"), {"state": "open", "late": "1"}),
        (_("At risk"), {"state": "open", "risk": "1"}),
        (_("Waiting for customer"), {"state": "open", "paused": "1"}),
        (_("In approval"), {"state": "approval"}),
        (_("Unidentified customer"), {"state": "unidentified"}),
        (_("All"), {}),
    ]
    asked = {key: value for key, value in params.items() if key not in {"page", "sort"} and value}
    base = reverse("tickets")
    tabs = [
        {
            "url": f"{base}?{urlencode(query)}" if query else base,
            "label": label,
            "current": asked == query,
            "count": None,
        }
        for label, query in known
    ]
    return [*tabs, *tabs_of(user, "tickets", params)]


def filter_sheet(sheet: FilterSheet) -> SafeString:
    """The form of the filter sheet, a third of the page's time. It is kept if it holds nothing that the user typed."""
    return _drawn(sheet) if sheet.has_words else _kept(sheet, get_language())


@lru_cache(maxsize=64)
def _kept(sheet: FilterSheet, language: str) -> SafeString:
    return _drawn(sheet)


def _drawn(sheet: FilterSheet) -> SafeString:
    return render_to_string("complaints/_filter.html", {"sheet": sheet})


def chip(name: str, label: Any, value: str, params: dict[str, str]) -> dict[str, Any]:
    """An active filter, with the link that removes it."""
    rest = {key: other for key, other in params.items() if key not in {name, "page"}}
    return {"label": label, "value": FilterForm.word(name, value), "remove_url": f"?{urlencode(rest)}"}


def count_text(page: Page) -> str:
    """How many tickets there are. Above a limit the count is not exact, because counting would take too long."""
    if page.paginator.over_limit:
        return _("over %(count)s") % {"count": page.paginator.beyond}
    return _("%(count)s tickets") % {"count": page.paginator.count}


def columns(params: dict[str, str]) -> list[dict[str, Any]]:
    """The column headings of the table. Two of them sort it."""
    rest = {key: value for key, value in params.items() if key not in {"sort", "page"}}
    sort = params.get("sort") or "due"

    def link(key: str) -> str:
        return f"?{urlencode({**rest, 'sort': key})}"

    return [
        {
            "label": _("Due"),
            "class": "c-due",
            "sort_url": link("due"),
            "sorted": "ascending" if sort == "due" else "",
        },
        {
            "label": _("Number"),
            "class": "c-no",
            "sort_url": link("-reported" if sort != "-reported" else "reported"),
            "sorted": {"-reported": "descending", "reported": "ascending"}.get(sort, ""),
        },
        {"label": _("Subject"), "class": "subject"},
        {"label": _("Customer"), "class": "cust c-cust"},
        {"label": _("Type"), "class": "c-kind c-940"},
        {"label": _("Product"), "class": "c-prod c-1120"},
        {"label": _("Status"), "class": "c-stage"},
        {"label": _("Owner"), "class": "c-own c-860"},
        {
            "label": _("Updated"),
            "class": "c-upd c-1040",
            "num": True,
            "sort_url": link("-updated"),
            "sorted": "descending" if sort == "-updated" else "",
        },
    ]
