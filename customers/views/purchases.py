"""Pages to list purchases, and to add or change a purchase of a customer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from aftersales.office.queries.saved_views import tabs_of
from aftersales.office.views.saved_views import sheet_form
from aftersales.staff.models import User
from aftersales.store.paging import page_of
from aftersales.tables.exporting import export_button
from aftersales.web.list_columns import table_of
from aftersales.web.list_search import OPENED, filters_of
from aftersales.web.policy import policy
from aftersales.web.views import visible_or_404

from ..forms.purchases import WARRANTY, EditPurchaseForm, PurchaseFilterForm, PurchaseForm
from ..models import Purchase
from ..permissions import EDITORS, READERS
from ..queries import purchases_of
from ..queries.profile import warranty_dates
from ..queries.purchases import purchase_list
from ..rules.profile import warranty_state
from ..services.purchases import add_purchase, update_purchase
from .customer import customer_to_edit, form_page

ROUTE = "purchases"
TONES = {"covered": "done", "ending": "due", "ended": "", "": ""}


@dataclass(frozen=True)
class PurchaseRow:
    """A purchase in the list. warranty: the state as text. tone: its colour."""

    purchase: Purchase
    warranty: str
    tone: str


@policy("sale.list", roles=READERS)
@require_GET
def purchases(request: HttpRequest) -> HttpResponse:
    """The purchases that the user may see, filtered by the URL, the latest first."""
    params, today = request.GET.dict(), timezone.localdate()
    opened = params.pop(OPENED, "")
    form = PurchaseFilterForm(request.GET)
    asked = {**form.chosen(), "sort": params.get("sort", "")}
    page = page_of(request, purchase_list(request.user, asked, today))
    context = {
        "page": page,
        **filters_of(form, {**params, OPENED: opened}),
        **table_of(request.user, ROUTE, params, default="-purchased_on"),
        "views": _tabs(request.user, params),
        "rows": [_row(purchase, today) for purchase in page],
        "save_url": f"{reverse('saved_view_new')}?{urlencode({**params, 'list': ROUTE})}" if params else "",
        "save_form": sheet_form(request, ROUTE),
        "count_text": "" if page.paginator.over_limit else _("%(count)s purchases") % {"count": page.paginator.count},
        "export": export_button(request.user, "purchases", params, page),
    }
    return render(request, "customers/purchases.html", context)


def _row(purchase: Purchase, today: date) -> PurchaseRow:
    state = warranty_state(purchase.warranty_until, today)
    return PurchaseRow(purchase, warranty_dates(purchase.warranty_until, today), TONES[state])


def _tabs(user: User, params: dict[str, str]) -> list[dict[str, Any]]:
    """Tabs: all, one for each warranty state, then the saved views."""
    chosen = {key: value for key, value in params.items() if key != "page" and value}
    base = reverse(ROUTE)
    known = [({}, _("All")), *(({"warranty": state}, str(label)) for state, label in WARRANTY)]
    tabs = [
        {"url": f"{base}?{urlencode(query)}" if query else base, "label": label, "current": chosen == query}
        for query, label in known
    ]
    return [*tabs, *tabs_of(user, ROUTE, params)]


@policy("customer.edit", roles=EDITORS)
@require_http_methods(["GET", "POST"])
def purchase_new(request: HttpRequest, number: str) -> HttpResponse:
    customer = customer_to_edit(request, number)
    form = PurchaseForm(request.POST or None)

    def save(data: dict[str, Any]) -> Any:
        return add_purchase(actor=request.user, now=timezone.now(), customer_id=customer.pk, **data)

    texts = {"title": _("Add purchase"), "button": _("Add purchase"), "done": _("Purchase added")}
    return form_page(request, customer, form, save, **texts)


@policy("customer.edit", roles=EDITORS)
@require_http_methods(["GET", "POST"])
def purchase_edit(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    customer = customer_to_edit(request, number)
    purchase = visible_or_404(purchases_of(customer), pk=pk)
    form = EditPurchaseForm(request.POST or None, purchase=purchase)

    def save(data: dict[str, Any]) -> Any:
        return update_purchase(actor=request.user, now=timezone.now(), purchase_id=purchase.pk, **data)

    texts = {"title": _("Edit purchase"), "button": _("Save purchase"), "done": _("Purchase edited")}
    return form_page(request, customer, form, save, **texts)
