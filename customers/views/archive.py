"""The list of customers, opening an archive and correcting it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from aftersales.store.paging import page_of
from aftersales.store.personal import masked_phone
from aftersales.tables.exporting import export_button
from aftersales.web.policy import policy
from aftersales.web.views import submit, visible_or_404

from ..forms import EditCustomerForm, FilterForm, FindForm, NewCustomerForm
from ..models import Customer
from ..permissions import EDITORS, READERS, can_create, can_edit, can_merge, require, visible_to
from ..queries import customer_list, find_customers, possible_duplicates
from ..services.customers import FACTS, create_customer, update_customer
from ..services.search import name_key

FOUND_LIMIT = 50


@policy("customer.list", roles=READERS)
@require_GET
def customers(request: HttpRequest) -> HttpResponse:
    form = FilterForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    page = page_of(request, customer_list(request.user, asked))
    count = "" if page.paginator.over_limit else _("%(count)s in total") % {"count": page.paginator.count}
    context = {"rows": page, "page": page, "form": form, "filters": _chips(request, form, asked)}
    context |= {"can_create": can_create(request.user), "can_merge": can_merge(request.user), "count_text": count}
    context["export"] = export_button(request.user, "customers", request.GET.dict(), page)
    return render(request, "customers/list.html", context)


@policy("customer.list", roles=READERS)
@require_POST
def search(request: HttpRequest) -> HttpResponse:
    """The list narrowed by what was typed. POST: a phone number belongs in no address."""
    form = FindForm(request.POST)
    text = form.cleaned_data["q"] if form.is_valid() else ""
    found = find_customers(request.user, text, FOUND_LIMIT)
    context = {"rows": found, "searched": text, "limit": FOUND_LIMIT, "form": FilterForm()}
    context["export"] = export_button(request.user, "customers", {"q": text}, len(found))
    return render(
        request,
        "customers/list.html",
        context | {"can_create": can_create(request.user), "can_merge": can_merge(request.user)},
    )


def _chips(request: HttpRequest, form: FilterForm, asked: dict[str, Any]) -> list[dict[str, Any]]:
    """The filters in force, each with the address without it."""
    chips = []
    for name, value in asked.items():
        if not value:
            continue
        rest = request.GET.copy()
        del rest[name]
        rest.pop("page", None)
        label = dict(getattr(form.fields[name], "choices", ())).get(value, value)
        chips.append({"label": form[name].label, "value": label, "remove_url": f"?{rest.urlencode()}"})
    return chips


@policy("customer.create", roles=EDITORS)
def new(request: HttpRequest) -> HttpResponse:
    form = NewCustomerForm(request.POST or None)

    def again(form: Any, status: int = 200) -> HttpResponse:
        return render(request, "customers/new.html", {"form": form, "duplicates": duplicates_of(form)}, status=status)

    if request.method != "POST":
        return again(form)
    return submit(
        request,
        form,
        lambda data: _create(request, data),
        again=again,
        goto=Customer.get_absolute_url,
        done=_("Customer created"),
    )


def _create(request: HttpRequest, data: dict[str, Any]) -> Customer:
    person = {part: data[f"contact_{part}"] for part in ("name", "title", "phone", "email")}
    return create_customer(
        actor=request.user,
        now=timezone.now(),
        allow_duplicate=data["other"],
        contact=person if person["name"] else None,
        **{name: data[name] for name in FACTS},
    )


def duplicates_of(form: NewCustomerForm) -> list[Customer]:
    """Who may be the same customer as the one being typed."""
    typed = {name: str(form.data.get(name, ""))[:200] for name in ("name", "phone", "contact_phone")}
    if not any(typed.values()):
        return []
    key = name_key(typed["name"]) if typed["name"] else ""
    return possible_duplicates(name_key=key, phones=[typed["phone"], typed["contact_phone"]])


@policy("customer.edit", roles=EDITORS)
def edit(request: HttpRequest, number: str) -> HttpResponse:
    customer = visible_or_404(visible_to(request.user), number=number)
    require(can_edit(request.user, customer))
    shown = {"version": customer.version, "phone": masked_phone(customer.phone)}
    initial = {name: getattr(customer, name) for name in FACTS} | shown
    form = EditCustomerForm(request.POST or None, initial=initial)

    def again(form: Any, status: int = 200) -> HttpResponse:
        return render(request, "customers/edit.html", {"form": form, "customer": customer}, status=status)

    def save(data: dict[str, Any]) -> Customer:
        return update_customer(actor=request.user, now=timezone.now(), customer=customer, **data)

    if request.method != "POST":
        return again(form)
    return submit(request, form, save, again=again, goto=Customer.get_absolute_url, done=_("Customer saved"))
