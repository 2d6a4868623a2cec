"""The ticket list."""

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET

from aftersales.office.queries.saved_views import tabs_of
from aftersales.office.views.saved_views import sheet_form
from aftersales.staff.enums import TICKET_READERS
from aftersales.staff.models import User
from aftersales.store.paging import page_of
from aftersales.tables.exporting import export_button
from aftersales.web.policy import policy

from .. import permissions
from ..forms.lists import FilterForm, FilterSheet
from ..presentation.ticket_row import for_rows, row_of
from ..queries.ticket_list import FREQUENT, active_filters, filtered, is_frequent, listed
from .bulk import offered_for_many
from .ticket_rows import ticket_row


@policy("ticket.list", roles=TICKET_READERS)
@require_GET
def tickets(request: HttpRequest) -> HttpResponse:
    """The tickets that the user may see, filtered by the address, the next due first."""
    now, params = timezone.now(), request.GET.dict()
    found = listed(filtered(request.user, params, now), params.get("sort", ""))
    page = page_of(
        request,
        for_rows(found),
        limit=FREQUENT if params.get("q") else None,
        is_beyond=is_frequent(request.user, params),
    )
    many = offered_for_many(request.user)
    context = {
        "now": now,
        "page": page,
        "rows": [ticket_row(row_of(ticket, request.user, now, pick=bool(many))) for ticket in page],
        "views": views_of(request.user, params),
        "save_url": f"{reverse('saved_view_new')}?{urlencode({**params, 'list': 'tickets'})}" if params else "",
        "save_form": sheet_form(request, "tickets"),
        "filters": [chip(name, label, value, params) for name, label, value in active_filters(params)],
        "sheet": FilterSheet.of(params),
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
        {"label": _("Due"), "fit": True, "sort_url": link("due"), "sorted": "ascending" if sort == "due" else ""},
        {
            "label": _("Number"),
            "fit": True,
            "sort_url": link("-reported" if sort != "-reported" else "reported"),
            "sorted": {"-reported": "descending", "reported": "ascending"}.get(sort, ""),
        },
        {"label": _("Subject")},
        {"label": _("Customer"), "class": "cust"},
        {"label": _("Type"), "fit": True},
        {"label": _("Product"), "fit": True},
        {"label": _("Status"), "fit": True},
        {"label": _("Owner"), "fit": True},
        {
            "label": _("Updated"),
            "fit": True,
            "num": True,
            "sort_url": link("-updated"),
            "sorted": "descending" if sort == "-updated" else "",
        },
    ]
