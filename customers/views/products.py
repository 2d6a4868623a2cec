"""Pages of products, for the administrator."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods

from aftersales.staff.enums import Role
from aftersales.store.paging import page_of
from aftersales.web.history import Source, changes
from aftersales.web.policy import policy
from aftersales.web.settings_pages import ListRow, edit_page, list_page, state_of
from aftersales.web.views import visible_or_404

from ..forms.products import FindProductsForm, ProductForm
from ..models import Product
from ..permissions import PRODUCT_KEEPERS, can_edit_products
from ..queries.customer import find_products, products
from ..services.products import create_product, update_product

REASONS = {"created": "Created", "corrected": "Changed", "demo": "Demo company"}
ADMINS = frozenset({Role.ADMIN})


@policy("product.set_up", roles=PRODUCT_KEEPERS)
@require_GET
def product_list(request: HttpRequest) -> HttpResponse:
    """All products, active ones first."""
    form = FindProductsForm(request.GET)
    page = page_of(request, find_products(**form.cleaned_data) if form.is_valid() else products())
    today, may = timezone.localdate(), can_edit_products(request.user)
    rows = [
        ListRow(
            str(row),
            (row.code, row.category, row.unit),
            reverse("product", args=[row.pk]),
            state_of(row, today),
            not row.is_active,
        )
        for row in page
    ]
    return list_page(
        request,
        "products",
        rows=rows,
        page=page,
        search=form,
        heads=[pgettext("of a thing", "Name"), _("Product code"), _("Category"), _("Unit")],
        new=_("New product"),
        new_url=reverse("product_new") if may else "",
        empty=_("No products yet"),
        empty_text=_("Purchases are chosen from this list. For a long list, use Imports."),
    )


@policy("product.new", roles=ADMINS)
@require_http_methods(["GET", "POST"])
def product_new(request: HttpRequest) -> HttpResponse:
    form = ProductForm(request.POST if request.method == "POST" else None)

    def act(data: dict[str, Any]) -> Product:
        data.pop("version")
        return create_product(actor=request.user, now=timezone.now(), **data)

    texts: dict[str, Any] = {"title": _("New product"), "button": _("Save"), "done": _("Change saved")}
    return edit_page(request, form, act, tab="products", **texts)


@policy("product.edit", roles=PRODUCT_KEEPERS)
@require_http_methods(["GET", "POST"])
def product(request: HttpRequest, pk: int) -> HttpResponse:
    row = visible_or_404(products(), pk=pk)
    form = ProductForm(request.POST if request.method == "POST" else None, product=row)

    def act(data: dict[str, Any]) -> Product:
        return update_product(actor=request.user, now=timezone.now(), product_id=row.pk, **data)

    labels = {field.name: field.label for field in form.visible_fields()}
    history = changes(
        [Source(Product.history.filter(id=row.pk), lambda _row: "", labels)],
        lambda reason: _(REASONS.get(reason, reason)) if reason else "",
    )
    return edit_page(
        request,
        form,
        act,
        tab="products",
        title=row.label,
        button=_("Save"),
        done=_("Change saved"),
        may_change=can_edit_products(request.user),
        changes=history,
    )
