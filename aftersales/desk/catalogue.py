"""The page of products: how many were sold, and how many complaints are open. Products are edited in the settings."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from aftersales.staff.models import User
from aftersales.store.paging import page_of
from aftersales.tables.exporting import export_button
from aftersales.web.list_columns import table_of
from aftersales.web.list_search import search_of
from aftersales.web.policy import policy
from complaints.enums import ABOUT_PRODUCTS, OPEN_STATES
from complaints.models import Ticket
from complaints.permissions import visible_to as visible_tickets
from customers.forms.products import FindProductsForm
from customers.models import Product
from customers.permissions import PRODUCT_KEEPERS, PRODUCT_READERS, READERS
from customers.queries import purchases_seen_by
from customers.queries.customer import find_products


@policy("product.list", roles=PRODUCT_READERS)
@require_GET
def catalogue(request: HttpRequest) -> HttpResponse:
    """Active products first; each links to its purchases."""
    user: Any = request.user
    form = FindProductsForm(request.GET)
    page = page_of(request, find_products(**form.cleaned_data) if form.is_valid() else find_products())
    context = {
        "page": page,
        "search": search_of(form),
        "rows": rows_of(list(page), user),
        "keeps": user.role in PRODUCT_KEEPERS,
        "sees_sold": user.role in READERS,
        "count_text": _("%(count)s products") % {"count": page.paginator.count},
        "export": export_button(user, "products", {}, page),
        **table_of(user, "catalogue", None, hidden=() if user.role in READERS else ("sold",)),
    }
    return render(request, "desk/catalogue.html", context)


def rows_of(products: list[Product], user: User) -> list[dict[str, Any]]:
    """Each product with the sales and open complaints that the reader may see. Two queries for any number of
    products."""
    sold, open_ones = sold_of(products, user), complaints_of(products, user)
    return [
        {
            "product": row,
            "sold": f"{sold.get(row.pk, 0):,}",
            "open": open_ones.get(row.pk, 0),
            "url": _opens(row, user),
            "name_else": row.name_en if str(row) == row.name else row.name,
        }
        for row in products
    ]


def _opens(row: Product, user: User) -> str:
    """The address of its purchases; for users who may not see them, its page in the settings."""
    if user.role in READERS:
        return f"{reverse('purchases')}?product={row.code}"
    return reverse("product", args=[row.pk]) if user.role in PRODUCT_KEEPERS else ""


def sold_of(products: list[Product], user: User) -> dict[int, int]:
    """Pieces sold of each product to customers that the reader may see."""
    if user.role not in READERS:
        return {}
    rows = purchases_seen_by(user).filter(product__in=[row.pk for row in products]).select_related(None).order_by()
    return dict(rows.values("product").annotate(pieces=Sum("quantity")).values_list("product", "pieces"))


def complaints_of(products: list[Product], user: User) -> dict[int, int]:
    """Open complaints, returns, exchanges and repairs of each product that the reader may see."""
    about = Ticket.objects.filter(
        state__in=OPEN_STATES,
        kind__in=ABOUT_PRODUCTS,
        purchase__product__in=[row.pk for row in products],
        pk__in=visible_tickets(user).order_by().values("pk"),
    ).order_by()
    found = about.values("purchase__product").annotate(count=Count("pk"))
    return dict(found.values_list("purchase__product", "count"))
