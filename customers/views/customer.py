"""Pages to list, create and change customers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from aftersales.kernel.errors import ensure
from aftersales.staff.models import Region
from aftersales.store.paging import page_of
from aftersales.tables.exporting import export_button
from aftersales.web.facts import list_of, narrowed
from aftersales.web.figures import sentences
from aftersales.web.list_columns import table_of
from aftersales.web.list_search import filters_of
from aftersales.web.policy import policy
from aftersales.web.verbs import Verb
from aftersales.web.views import submit, visible_or_404

from ..forms import EditCustomerForm, FilterForm, FindForm, NewCustomerForm
from ..models import Customer
from ..permissions import EDITORS, READERS, can_create, can_edit, can_merge, visible_to
from ..queries import customer_list
from ..queries.alike import Asked, Found
from ..queries.numbers import current_number
from ..services.asking import ask_duplicates
from ..services.customers import create_customer, update_customer
from ..services.searching import search_customers

FOUND_LIMIT = 50
# The facts that change where they stand, with the fields of the form that are sent.
FACTS = {name: (name, "version") for name in ("tier", "region", "rep", "outlet", "qualification")}
CONFLICT = 409


@policy("customer.list", roles=READERS)
@require_GET
def customers(request: HttpRequest) -> HttpResponse:
    form = FilterForm(request.GET)
    params = request.GET.dict()
    filters = {**(form.cleaned_data if form.is_valid() else {}), "sort": params.get("sort", "")}
    page = page_of(request, customer_list(request.user, filters))
    count = "" if page.paginator.over_limit else _("%(count)s in total") % {"count": page.paginator.count}
    context = {"rows": page, "page": page, **filters_of(form, params)}
    context |= table_of(request.user, "customers", params, default="name")
    context |= {"can_create": can_create(request.user), "can_merge": can_merge(request.user), "count_text": count}
    context["export"] = export_button(request.user, "customers", params, page)
    return render(request, "customers/list.html", context)


@policy("customer.list", roles=READERS, reads=True)
@require_POST
def search(request: HttpRequest) -> HttpResponse:
    """The customers that match a text. It is a POST, because a phone number must not be in a URL."""
    form = FindForm(request.POST)
    text = form.cleaned_data["q"] if form.is_valid() else ""
    found = search_customers(actor=request.user, now=timezone.now(), text=text, limit=FOUND_LIMIT)
    context = {"rows": found, "searched": text, "limit": FOUND_LIMIT, **table_of(request.user, "customers", None)}
    context["export"] = export_button(request.user, "customers", {"q": text}, len(found))
    return render(
        request,
        "customers/list.html",
        context | {"can_create": can_create(request.user), "can_merge": can_merge(request.user)},
    )


@policy("customer.create", roles=EDITORS)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    form = NewCustomerForm(request.POST or None)

    def again(form: Any, status: int = 200) -> HttpResponse:
        return render(
            request, "customers/new.html", {"form": form, "found": duplicates_of(request, form)}, status=status
        )

    if request.method != "POST":
        return again(form)
    return submit(
        request,
        form,
        lambda _data: create_customer(actor=request.user, now=timezone.now(), **form.arguments()),
        again=again,
        goto=Customer.get_absolute_url,
        done=_("Customer created"),
    )


def duplicates_of(request: HttpRequest, form: forms.Form, of: Customer | None = None) -> Found:
    """Existing customers that may be the one being typed. of: the customer that is being edited."""
    typed = {name: str(form.data.get(name, ""))[:200] for name in ("name", "phone", "contact_phone")}
    if of is not None and typed["name"].strip() == of.name:
        typed["name"] = ""
    region = form["region"].value() if "region" in form.fields else None
    known = Region.objects.filter(code=str(region)[:40]).first() if region else None
    asked = Asked.of(typed["name"], [typed["phone"], typed["contact_phone"]], known.pk if known else None)
    if not asked.name and not asked.phones:
        return Found()
    return ask_duplicates(actor=request.user, now=timezone.now(), asked=asked, of=of)


def customer_to_edit(request: HttpRequest, number: str) -> Customer:
    customer = visible_or_404(visible_to(request.user), number=current_number(number))
    ensure(can_edit(request.user, customer))
    return customer


@policy("customer.edit", roles=EDITORS)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, number: str) -> HttpResponse:
    customer = customer_to_edit(request, number)
    form = EditCustomerForm(request.POST or None, customer=customer)
    fact = request.POST.get("fact", "")
    if fact in FACTS:
        return _change_fact(request, customer, narrowed(form, FACTS[fact]))

    def again(form: Any, status: int = 200) -> HttpResponse:
        found = duplicates_of(request, form, customer) if status == CONFLICT else None
        context = {"form": form, "customer": customer, "found": found}
        return render(request, "customers/edit.html", context, status=status)

    def save(data: dict[str, Any]) -> Customer:
        return update_customer(actor=request.user, now=timezone.now(), customer_id=customer.pk, **data)

    if request.method != "POST":
        return again(form)
    return submit(request, form, save, again=again, goto=Customer.get_absolute_url, done=_("Customer saved"))


def _change_fact(request: HttpRequest, customer: Customer, form: forms.Form) -> HttpResponse:
    """Change one fact, and say why not if it is refused."""

    def again(bound: forms.Form, _status: int) -> HttpResponse:
        messages.warning(request, sentences(*(text for texts in bound.errors.values() for text in texts)))
        return HttpResponseRedirect(customer.get_absolute_url())

    return submit(
        request,
        form,
        lambda data: update_customer(actor=request.user, now=timezone.now(), customer_id=customer.pk, **data),
        again=again,
        goto=f"{customer.get_absolute_url()}#fact-{request.POST['fact']}",
        done=_("Customer saved"),
    )


@policy("customer.edit", roles=EDITORS)
@require_GET
@never_cache
def customer_fact(request: HttpRequest, number: str, name: str) -> HttpResponse:
    """The list that changes one fact of a customer."""
    customer = customer_to_edit(request, number)
    if name not in FACTS:
        raise Http404
    form = narrowed(EditCustomerForm(customer=customer), FACTS[name])
    url = reverse("customer_edit", args=[customer.number])
    return render(
        request, "parts/fact.html", list_of(form, FACTS[name], fact=name, url=url, present=getattr(customer, name))
    )


def form_page(
    request: HttpRequest,
    customer: Customer,
    form: forms.Form,
    act: Callable[[dict[str, Any]], Any],
    *,
    title: str,
    button: str,
    done: str,
    goto: Any = None,
) -> HttpResponse:
    """A page with one form about a customer. goto: where to go after saving; the customer's page if left out."""

    def again(form: forms.Form, status: int = 200) -> HttpResponse:
        context = {"form": form, "customer": customer, "title": title, "button": button, "asks": status == CONFLICT}
        return render(request, "customers/part.html", context, status=status)

    if request.method != "POST":
        return again(form)
    return submit(request, form, act, again=again, goto=goto or customer.get_absolute_url(), done=done)


def verb_page(request: HttpRequest, customer: Customer, verb: Verb) -> HttpResponse:
    """A page with the form of a verb of a customer."""
    form = verb.form(request.POST or None, target=customer, user=request.user)
    return form_page(
        request,
        customer,
        form,
        lambda _data: verb.perform(form, actor=request.user, now=timezone.now()),
        title=verb.label,
        button=verb.submit or verb.label,
        done=verb.done,
    )
