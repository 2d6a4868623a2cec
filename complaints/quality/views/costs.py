"""The cost of poor quality: the list with its sums, and the form for labour and freight."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from aftersales.staff.enums import TICKET_READERS
from aftersales.store.paging import page_of
from aftersales.tables.exporting import export_button
from aftersales.web.list_columns import sort_of, table_of
from aftersales.web.list_search import OPENED, filters_of
from aftersales.web.policy import policy
from aftersales.web.views import submit, visible_or_404
from complaints import permissions as tickets
from complaints.models import Ticket

from .. import permissions
from ..forms import CostFilterForm, CostForm, TakeBackForm
from ..models import CostEntry, Supplier
from ..presentation.costs import cost_tables
from ..queries import costs as queries
from ..queries.cost_sources import FILTERS, NO_CLASS
from ..services import record_cost, take_back_cost

COST_READERS = permissions.COST_READERS
# The filters that the form does not have: a figure of the page sets them.
HIDDEN = ("supplier", "cause", "ticket", "investigation")


@policy("cost.list", roles=COST_READERS)
@require_GET
def costs(request: HttpRequest) -> HttpResponse:
    """What quality problems cost: the sums, and every row behind them."""
    form = CostFilterForm(request.GET)
    params = cost_params(request.GET)
    if not form.is_valid():
        params = {name: value for name, value in params.items() if name not in form.errors}
    sort = sort_of(request, queries.COST_SORTS)
    page = page_of(request, queries.cost_rows(params, **sort))
    found = queries.breakdown(params)
    context = {
        "params": params,
        **table_of(request.user, "costs", {**params, **sort}, default="-day"),
        **_filters(form, params, request.GET.get(OPENED, "")),
        "page": page,
        "rows": queries.dressed(page),
        "total": found.total,
        "tables": cost_tables(found, params),
        "export": export_button(request.user, "costs", {**params, **sort}, page),
        "may_record": permissions.can_add_action(request.user, "improvement"),
    }
    return render(request, "quality/costs.html", context)


def cost_params(given: Any) -> dict[str, str]:
    """The filters of an address."""
    return {name: str(given[name]).strip()[:60] for name in FILTERS if str(given.get(name) or "").strip()}


def _filters(form: CostFilterForm, params: dict[str, str], opened: str) -> dict[str, Any]:
    found = filters_of(form, {**params, OPENED: opened})
    return {**found, "filters": [*found["filters"], *_chosen(params)]}


def _chosen(params: dict[str, str]) -> list[dict[str, Any]]:
    """The filters that the form does not show, with the address that drops each."""
    found = []
    for name in HIDDEN:
        if name not in params:
            continue
        rest = {key: value for key, value in params.items() if key != name}
        url = f"{reverse('costs')}?{urlencode(rest)}"
        found.append({"label": FILTERS[name], "value": _word(name, params[name]), "remove_url": url})
    return found


def _word(name: str, value: str) -> str:
    if value == NO_CLASS:
        return {"supplier": _("No supplier"), "cause": _("Not a quality problem")}.get(name, value)
    if name == "supplier":
        return str(Supplier.objects.filter(number=value).first() or value)
    if name == "cause":
        return queries.cause_label(value)
    return value


@policy("cost.new", roles=TICKET_READERS)
@require_http_methods(["GET", "POST"])
def cost_new(request: HttpRequest) -> HttpResponse:
    """Record labour or freight of the ticket given by ?ticket=."""
    start = {"ticket": request.GET.get("ticket", "")[:20], "happened_on": timezone.localdate()}
    if request.method == "GET":
        return _new(request, CostForm(initial=start), 200)
    form = CostForm(request.POST)

    def act(data: dict[str, Any]) -> CostEntry:
        ticket = visible_or_404(tickets.visible_to(request.user), number=data["ticket"])
        return record_cost(ticket_id=ticket.pk, actor=request.user, now=timezone.now(), **form.arguments())

    def goto(made: CostEntry) -> str:
        if permissions.sees_costs(request.user):
            return f"{reverse('costs')}?{urlencode({'ticket': made.ticket.number})}"
        return made.ticket.get_absolute_url()

    return submit(
        request, form, act, done=_("Cost recorded"), goto=goto, again=lambda form, status: _new(request, form, status)
    )


def _new(request: HttpRequest, form: forms.Form, status: int) -> HttpResponse:
    number = str(form["ticket"].value() or "")
    ticket: Ticket | None = tickets.visible_to(request.user).filter(number=number).first()
    return render(request, "quality/cost_new.html", {"form": form, "ticket": ticket}, status=status)


@policy("cost.take_back", roles=COST_READERS)
@require_http_methods(["GET", "POST"])
def cost_take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back a wrong entry."""
    row = visible_or_404(CostEntry.objects.select_related("ticket"), pk=pk)
    back = f"{reverse('costs')}?{urlencode({'ticket': row.ticket.number})}"

    def again(form: forms.Form, status: int) -> HttpResponse:
        context = {"form": form, "row": row, "back_url": back}
        return render(request, "quality/cost_take_back.html", context, status=status)

    if request.method == "GET":
        return again(TakeBackForm(), 200)
    return submit(
        request,
        TakeBackForm(request.POST),
        lambda data: take_back_cost(entry_id=row.pk, actor=request.user, now=timezone.now(), **data),
        done=_("Entry taken back"),
        goto=back,
        again=again,
    )
