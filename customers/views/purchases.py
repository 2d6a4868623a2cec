"""The list of all that was sold."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from aftersales.office.queries.saved_views import tabs_of
from aftersales.office.views.saved_views import sheet_form
from aftersales.staff.models import User
from aftersales.store.paging import page_of
from aftersales.tables.exporting import export_button
from aftersales.web.policy import policy

from ..forms.purchases import WARRANTY, FilterPurchases
from ..permissions import READERS
from ..queries.purchases import purchase_list
from ..queries.words import warranty_words
from ..rules.profile import warranty_state

ROUTE = "purchases"
TONES = {"covered": "done", "ending": "due", "ended": "", "": ""}


@policy("sale.list", roles=READERS)
@require_GET
def purchases(request: HttpRequest) -> HttpResponse:
    """What the reader sees of it, filtered by the address, the latest purchase first."""
    params, today = request.GET.dict(), timezone.localdate()
    form = FilterPurchases(request.GET)
    page = page_of(request, purchase_list(request.user, form.asked(), today))
    states = [(row, warranty_state(row.warranty_until, today)) for row in page]
    context = {
        "page": page,
        "form": form,
        "filters": _chips(form, params),
        "views": _views(request.user, params),
        "rows": [(row, warranty_words(row.warranty_until, today), TONES[state]) for row, state in states],
        "save_url": f"{reverse('saved_view_new')}?{urlencode({**params, 'list': ROUTE})}" if params else "",
        "save_form": sheet_form(request, ROUTE),
        "count_text": "" if page.paginator.over_limit else _("%(count)s purchases") % {"count": page.paginator.count},
        "export": export_button(request.user, "purchases", params, page),
    }
    return render(request, "customers/sold.html", context)


def _views(user: User, params: dict[str, str]) -> list[dict[str, Any]]:
    """All, and by warranty; then the saved ones."""
    asked = {key: value for key, value in params.items() if key != "page" and value}
    base = reverse(ROUTE)
    known = [({}, _("All")), *(({"warranty": state}, str(label)) for state, label in WARRANTY)]
    tabs = [
        {"url": f"{base}?{urlencode(query)}" if query else base, "label": label, "current": asked == query}
        for query, label in known
    ]
    return [*tabs, *tabs_of(user, ROUTE, params)]


def _chips(form: FilterPurchases, params: dict[str, str]) -> list[dict[str, Any]]:
    """The filters in force, each with the address without it."""
    return [
        {
            "label": label,
            "value": value,
            "remove_url": f"?{urlencode({k: v for k, v in params.items() if k not in (name, 'page')})}",
        }
        for name, label, value in form.said()
    ]
