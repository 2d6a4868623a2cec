"""Pieces that other pages fetch: the customer finder, purchases to pick from, likely duplicates, one phone number."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from aftersales.store.personal import masked_phone
from aftersales.web.policy import policy
from aftersales.web.views import visible_or_404

from ..forms import FindForm, NewCustomerForm, RevealForm
from ..models import Customer, Purchase
from ..permissions import EDITORS, READERS, visible_to
from ..queries import find_customers, purchases_of
from ..queries.why import why_found
from ..services.reveals import reveal_phone
from .archive import duplicates_of

SHOWN_PURCHASES = 30


@policy("customer.find", roles=READERS)
@require_POST
@never_cache
def find(request: HttpRequest) -> HttpResponse:
    """Customers to choose from. POST q: a phone number belongs in no address and no log."""
    form = FindForm(request.POST)
    text = form.cleaned_data["q"] if form.is_valid() else ""
    found = [_choice(customer, text) for customer in find_customers(request.user, text)]
    return render(request, "customers/_found.html", {"found": found, "searched": text})


def _choice(customer: Customer, text: str) -> dict[str, Any]:
    """The person and the number that were typed, else those to begin with."""
    why = why_found(customer, text)
    contact = why.contact or customer.main_contact
    number = why.phone or (contact and contact.phone) or customer.phone
    facts = [contact and contact.name, masked_phone(number), why.code, customer.get_tier_display(), customer.region]
    url = reverse("customer_purchases", args=[customer.number])
    return {"value": customer.number, "title": customer.name, "details": facts, "url": url}


@policy("customer.view", roles=READERS)
@require_GET
def purchases(request: HttpRequest, number: str) -> HttpResponse:
    """What the customer bought, the latest first, one tap each."""
    customer = visible_or_404(visible_to(request.user), number=number)
    rows = [bought_choice(sold, timezone.localdate()) for sold in purchases_of(customer)[:SHOWN_PURCHASES]]
    context = {"customer": customer, "purchases": rows, "only_one": len(rows) == 1}
    return render(request, "customers/_purchases.html", context)


def bought_choice(sold: Purchase, today: date) -> dict[str, Any]:
    """A purchase to choose with one tap (parts/buy.html)."""
    covered = sold.in_warranty(today)
    warranty = ""
    if sold.warranty_until:
        words = _("Under warranty until %(date)s") if covered else _("Warranty expired %(date)s")
        warranty = words % {"date": sold.warranty_until.isoformat()}
    known = sold.batch and _("Batch %(batch)s") % {"batch": sold.batch}
    facts = [known or sold.serial, sold.purchased_on and sold.purchased_on.isoformat()]
    return {"value": sold.pk, "title": sold.product.label, "details": facts, "warranty": warranty, "covered": covered}


@policy("customer.create", roles=EDITORS)
@require_POST
def duplicates(request: HttpRequest) -> HttpResponse:
    """Who may be the same customer as the one being typed."""
    form = NewCustomerForm(request.POST)
    return render(request, "customers/_duplicates.html", {"duplicates": duplicates_of(form), "other": form["other"]})


@policy("customer.reveal", roles=READERS)
@require_POST
@never_cache
def reveal(request: HttpRequest, number: str, pk: int | None = None) -> HttpResponse:
    """One whole phone number, recorded; without script on a page of its own."""
    customer: Customer = visible_or_404(visible_to(request.user), number=number)
    contact = visible_or_404(customer.contacts.all(), pk=pk) if pk else None
    form = RevealForm(request.POST)
    reason = (form.cleaned_data["other"] or form.cleaned_data["reason"]) if form.is_valid() else ""
    whole = reveal_phone(actor=request.user, now=timezone.now(), customer=customer, contact=contact, reason=reason)
    template = "customers/_phone.html" if request.htmx else "customers/phone.html"
    return render(request, template, {"customer": customer, "contact": contact, "phone": whole})
