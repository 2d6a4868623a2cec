"""The ticket list."""

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page
from django.http import HttpRequest, HttpResponse, QueryDict
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
from aftersales.tables.exporting import export_button, in_words
from aftersales.web.list_columns import choice_of, chosen_columns, headings
from aftersales.web.policy import policy
from customers.services.searching import count_digit_search

from ..forms.lists import SWITCHES, OneFilter, words
from ..presentation.ticket_row import for_rows, rows_of
from ..queries.ticket_list import (
    FILTERS,
    FREQUENT,
    active_filters,
    filter_choices,
    filtered,
    is_frequent,
    listed,
)
from ..queries.view_counts import counted_with_views
from .bulk import offered_for_many
from .ticket_rows import ticket_rows

MOST = 99  # that a tab counts


@policy("ticket.list", roles=TICKET_READERS)
@require_GET
def tickets(request: HttpRequest) -> HttpResponse:
    """The tickets that the user may see, filtered by the address, the next due first."""
    now, params = timezone.now(), params_of(request.GET)
    opened = params.pop("filter", "")
    count_digit_search(actor=request.user, now=now, text=params.get("q", ""))
    found = listed(filtered(request.user, params, now), params.get("sort", ""))
    page = page_of(
        request,
        found,
        limit=FREQUENT if params.get("q") else None,
        is_beyond=is_frequent(request.user, params),
        read=for_rows,
    )
    many, columns = offered_for_many(request.user), chosen_columns(request.user, "tickets")
    keys = [column.key for column in columns]
    context = {
        "now": now,
        "page": page,
        "rows": ticket_rows(rows_of(page, request.user, now, pick=bool(many), with_tags="tags" in keys), keys),
        "views": views_of(request.user, params),
        "save_url": f"{reverse('saved_view_new')}?{urlencode({**params, 'list': 'tickets'})}" if params else "",
        "save_form": sheet_form(request, "tickets"),
        "filters": chips(params, opened),
        "more_filters": more_filters(params, opened),
        "searched": params.get("q", ""),
        "kept": [(name, value) for name, value in params.items() if name not in {"q", "page"}],
        "columns": headings(columns, params, default="due"),
        "choice": choice_of(request.user, "tickets"),
        "order": _("Sorted by due date") if params.get("sort") in (None, "", "due") else "",
        "count_text": count_text(page),
        "export": export_button(request.user, "tickets", params, page),
        "many": many,
        "back": urlencode(params),
    }
    return render(request, "complaints/tickets.html", context)


def params_of(query: QueryDict) -> dict[str, str]:
    """The parameters of the address. Boxes of a filter send its values one by one, an address has them in one."""
    return {name: ",".join(filter(None, dict.fromkeys(values))) for name, values in query.lists()}


def views_of(user: User, params: dict[str, str]) -> list[dict[str, Any]]:
    """The tabs of the list: the built-in views with their counts, then the saved views."""
    known = [
        (pgettext("tickets", "Open"), {"state": "open"}),
        (_("Mine"), {"state": "open", "owner": "me"}),
        (_("Late"), {"state": "open", "late": "1"}),
        (_("At risk"), {"state": "open", "risk": "1"}),
        (_("Waiting for customer"), {"state": "open", "paused": "1"}),
        (_("In approval"), {"state": "approval"}),
        (_("Unidentified customer"), {"state": "unidentified"}),
    ]
    asked = {key: value for key, value in params.items() if key not in {"page", "sort"} and value}
    base, saved = reverse("tickets"), tabs_of(user, "tickets", params)
    lists = {str(place): filtered(user, query) for place, (_label, query) in enumerate(known)}
    counts = counted_with_views(user, lists, {tab["pk"]: tab["params"] for tab in saved}, MOST)
    tabs = [
        {
            "url": f"{base}?{urlencode(query)}",
            "label": label,
            "current": asked == query,
            "count": capped(counts[str(place)]),
        }
        for place, (label, query) in enumerate(known)
    ]
    everything = {"url": base, "label": _("All"), "current": asked == {}, "count": None}
    return [*tabs, everything, *[{**tab, "count": capped(counts.get(f"view{tab['pk']}"))} for tab in saved]]


def capped(count: int | None) -> str:
    return "" if count is None else f"{MOST}+" if count > MOST else str(count)


def chips(params: dict[str, str], opened: str) -> list[dict[str, Any]]:
    """The active filters, and the one that is being added. Each has a link that removes it; those that are more than
    on or off have their form."""
    asked = [(name, label, value) for name, label, value in active_filters(params) if name != "q"]
    if opened in FILTERS and opened not in params and opened != "q":
        asked.append((opened, FILTERS[opened], ""))
    return [_chip(name, label, value, params, is_open=name == opened) for name, label, value in asked]


def _chip(name: str, label: Any, value: str, params: dict[str, str], *, is_open: bool) -> dict[str, Any]:
    rest = {key: other for key, other in params.items() if key not in {name, "page"}}
    more = filter_choices(name)
    made = {"label": label, "value": in_words(words(name, more), value), "remove_url": f"?{urlencode(rest)}"}
    if name in SWITCHES:
        return made
    return made | {"field": OneFilter(name, value, more=more)[name], "kept": list(rest.items()), "open": is_open}


def more_filters(params: dict[str, str], opened: str) -> list[dict[str, Any]]:
    """The filters that can be added, as links: a switch is on at once, others show their form."""
    rest = {key: value for key, value in params.items() if key != "page"}
    return [
        {"label": label, "url": f"?{urlencode({**rest, **({name: '1'} if name in SWITCHES else {'filter': name})})}"}
        for name, label in FILTERS.items()
        if name not in {"q", opened, *params}
    ]


def count_text(page: Page) -> str:
    """How many tickets there are. Above a limit the count is not exact, because counting would take too long."""
    if page.paginator.over_limit:
        return _("over %(count)s") % {"count": page.paginator.beyond}
    return _("%(count)s tickets") % {"count": page.paginator.count}
