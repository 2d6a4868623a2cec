"""Batches: the list, the page of one batch, the rows behind its figures, and the verbs of warnings."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from aftersales.store.paging import PAGE_SIZE, page_of
from aftersales.tables.exporting import export_button
from aftersales.web.history import Source, changes
from aftersales.web.list_search import chips_of, search_of
from aftersales.web.policy import policy
from aftersales.web.settings_pages import edit_page
from aftersales.web.views import submit, visible_or_404
from customers.models import Product

from .. import permissions, services
from ..forms.batches import BatchFilterForm, WarningRulesForm
from ..models import BatchWarning, WarningRules, batch_url
from ..presentation import batch_rows as tables
from ..presentation.batch_list import batch_rows, title_of
from ..presentation.batches import batch_page, list_url, record_of
from ..queries.batch_charts import warning_rules
from ..queries.batches import batch_keys, code_of, is_known, warned_keys
from ..verbs import BATCHES, WARNINGS

READERS = permissions.BATCH_READERS
TABS = ("warned", "over", "all")


@policy("batch.list", roles=READERS)
@require_GET
def batches(request: HttpRequest) -> HttpResponse:
    """The batches with a warning to judge, those beyond their limit, or all of them."""
    asked = {name: request.GET.get(name, "").strip()[:60] for name in ("product", "q")}
    counted = {name: keys_of(name, asked).count() for name in TABS}
    tab = request.GET.get("tab", "")
    if tab not in TABS:
        tab = next((name for name in TABS if counted[name]), "all")
    page = Paginator(keys_of(tab, asked), PAGE_SIZE).get_page(request.GET.get("page"))
    labels = {"warned": _("To judge"), "over": _("Beyond the limit"), "all": pgettext("batches", "All")}
    kept = {name: value for name, value in asked.items() if value}
    search = BatchFilterForm(initial=asked)
    context = {
        "page": page,
        "rows": batch_rows(list(page), timezone.now()),
        "tab": tab,
        "tabs": [
            {"label": labels[name], "url": list_url(tab=name, **kept), "count": counted[name], "current": name == tab}
            for name in TABS
        ],
        "search": search_of(search, tab=tab),
        "filters": chips_of(search, tab=tab),
        "may_set": request.user.role in permissions.RULE_READERS,
    }
    return render(request, "quality/batches.html", context)


def keys_of(tab: str, asked: dict[str, str]) -> QuerySet[Any]:
    """(product id, product code, batch) of the batches of a tab."""
    found = {"product": asked["product"], "text": asked["q"]}
    return batch_keys(**found) if tab == "all" else warned_keys(over=tab == "over", **found)


def batch_asked(request: HttpRequest, product: int) -> tuple[Product, str]:
    """The product and the batch that an address names, or 404. A product that is not tracked by batch has one page."""
    row = visible_or_404(Product.objects.all(), pk=product)
    batch = code_of(request.GET.get("batch", ""))
    if not is_known(row.pk, batch):
        raise Http404
    return row, batch


@policy("batch.view", roles=READERS)
@require_GET
def batch(request: HttpRequest, product: int) -> HttpResponse:
    """One batch, named by ?batch=: its rate, who has it, what came back, its warnings."""
    return _page(request, *batch_asked(request, product))


def _page(
    request: HttpRequest, product: Product, batch: str, status: int = 200, bound: dict[str, forms.Form] | None = None
) -> HttpResponse:
    """bound: forms with errors, by the name of their sheet."""
    now, user = timezone.now(), request.user
    page = batch_page(product, batch, user, now)
    sheets = {"record": BATCHES["record"].form(target=page.record, user=user)}
    line = page.open_warning
    verbs = [verb for verb in WARNINGS.values() if line and verb.allowed(user, line.warning)]
    if line:
        sheets |= {verb.name: verb.form(target=line.warning, user=user) for verb in verbs}
    opened = request.GET.get("open", "")
    context = {
        "batch": page,
        "now": now,
        "forms": sheets | (bound or {}),
        "opened": next(iter(bound or {}), opened),
        "verbs": {**BATCHES, **WARNINGS},
        "offered": {verb.name: verb for verb in verbs},
        "may_record": permissions.can_record_batch(user),
        "export": export_button(user, "batch_holders", {"product": product.code, "batch": batch}, page.holder_count),
    }
    return render(request, "quality/batch.html", context, status=status)


@policy("batch.record", roles=READERS)
@require_POST
def batch_record(request: HttpRequest, product: int) -> HttpResponse:
    """Save what production tells of a batch."""
    row, batch = batch_asked(request, product)
    verb = BATCHES["record"]
    form = verb.form(request.POST, target=record_of(row, batch), user=request.user)
    return submit(
        request,
        form,
        lambda data: verb.perform(form, actor=request.user, now=timezone.now()),
        done=verb.done,
        goto=batch_url(row.pk, batch),
        again=lambda bound, status: _page(request, row, batch, status, {"record": bound}),
    )


@policy("batch_warning.judge", roles=READERS)
@require_POST
def warning_verb(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """Judge a warning. If the verb is refused, the page of the batch is shown again with the sheet open."""
    warning = visible_or_404(BatchWarning.objects.select_related("product"), pk=pk)
    verb = WARNINGS.get(name)
    if verb is None:
        raise Http404
    form = verb.form(request.POST, target=warning, user=request.user)
    return submit(
        request,
        form,
        lambda data: verb.perform(form, actor=request.user, now=timezone.now()),
        done=verb.done,
        goto=warning.get_absolute_url(),
        again=lambda bound, status: _page(request, warning.product, warning.batch, status, {name: bound}),
    )


def _rows(request: HttpRequest, product: int, what: str) -> HttpResponse:
    """The rows behind a figure of a batch."""
    row, batch = batch_asked(request, product)
    found = tables.table_of(what, row.pk, batch, request.GET)
    if found is None:
        raise Http404
    page = page_of(request, found.rows)
    context = {
        "title": title_of(row, batch),
        "table": found,
        "page": page,
        "rows": found.shown(page),
        "back_url": batch_url(row.pk, batch),
        "export": (
            export_button(request.user, "batch_holders", {"product": row.code, "batch": batch}, page)
            if what == "holders"
            else None
        ),
    }
    return render(request, "quality/batch_rows.html", context)


@policy("batch.complaints", roles=READERS)
@require_GET
def batch_complaints(request: HttpRequest, product: int) -> HttpResponse:
    """The complaints about a batch; week: the Monday of one week; problem: the number of a kind of problem."""
    return _rows(request, product, "complaints")


@policy("batch.units", roles=READERS)
@require_GET
def batch_units(request: HttpRequest, product: int) -> HttpResponse:
    """The purchases of a batch."""
    return _rows(request, product, "units")


@policy("batch.holders", roles=READERS)
@require_GET
def batch_holders(request: HttpRequest, product: int) -> HttpResponse:
    """The customers who have a batch."""
    return _rows(request, product, "holders")


@policy("batch.returns", roles=READERS)
@require_GET
def batch_returns(request: HttpRequest, product: int) -> HttpResponse:
    """The returned goods of a batch."""
    return _rows(request, product, "returns")


@policy("warning_rules.edit", roles=permissions.RULE_READERS)
@require_http_methods(["GET", "POST"])
def warning_rules_edit(request: HttpRequest) -> HttpResponse:
    """The rules of early warnings."""
    form = WarningRulesForm(request.POST if request.method == "POST" else None, rules=warning_rules())

    def act(data: dict[str, Any]) -> WarningRules:
        return services.set_warning_rules(actor=request.user, now=timezone.now(), **data)

    labels = {name: field.label for name, field in form.fields.items() if name != "version"}
    return edit_page(
        request,
        form,
        act,
        tab="warning_rules",
        title=_("Early warnings"),
        button=_("Save"),
        done=_("Change saved"),
        text=_("Complaints per 1,000 units in use are reckoned by week for every batch. These rules raise a warning."),
        back_url=list_url(),
        may_change=permissions.can_set_rules(request.user),
        changes=changes([Source(WarningRules.history.all(), lambda _row: "", labels)], str),
    )
