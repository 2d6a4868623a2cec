"""Parts that pages load: the customer finder, purchases to choose from, likely duplicates, a revealed phone number."""

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

from aftersales.kernel.errors import InvalidInput
from aftersales.staff.models import Actor
from aftersales.store.personal import masked_phone
from aftersales.web.policy import policy
from aftersales.web.views import visible_or_404

from ..forms import FindForm, NewCustomerForm
from ..forms.privacy import RevealForm
from ..models import Customer, Purchase
from ..permissions import EDITORS, READERS, visible_to
from ..queries import purchases_of
from ..queries.finding import match_of
from ..queries.numbers import current_number
from ..services.searching import search_customers
from ..verbs import REVEAL
from .customer import duplicates_of

SHOWN_PURCHASES = 30


@policy("customer.find", roles=READERS, reads=True)
@require_POST
@never_cache
def find(request: HttpRequest) -> HttpResponse:
    """Customers to choose from. q is in the POST body, because a phone number must not be in a URL or a log."""
    form = FindForm(request.POST)
    text = form.cleaned_data["q"] if form.is_valid() else ""
    found = [
        _choice(request.user, customer, text)
        for customer in search_customers(actor=request.user, now=timezone.now(), text=text)
    ]
    return render(request, "customers/_found.html", {"found": found, "searched": text})


def _choice(user: Actor, customer: Customer, text: str) -> dict[str, Any]:
    """A choice with the contact and the number that match the text, or the main ones if none match."""
    match = match_of(customer, text, user)
    contact = match.contact or customer.main_contact
    number = match.phone or (contact and contact.phone) or customer.phone
    facts = [contact and contact.name, masked_phone(number), match.code, customer.get_tier_display(), customer.region]
    url = reverse("customer_purchases", args=[customer.number])
    return {"value": customer.number, "title": customer.name, "details": facts, "url": url}


@policy("customer.view", roles=READERS)
@require_GET
def purchases(request: HttpRequest, number: str) -> HttpResponse:
    """The purchases of a customer to choose from, the latest first."""
    customer = visible_or_404(visible_to(request.user), number=current_number(number))
    today = timezone.localdate()
    rows = [purchase_choice(purchase, today) for purchase in purchases_of(customer)[:SHOWN_PURCHASES]]
    context = {"customer": customer, "purchases": rows, "only_one": len(rows) == 1}
    return render(request, "customers/_purchases.html", context)


def purchase_choice(purchase: Purchase, today: date) -> dict[str, Any]:
    """A purchase to choose from (parts/buy.html)."""
    covered = purchase.in_warranty(today)
    warranty = ""
    if purchase.warranty_until:
        words = _("Under warranty until %(date)s") if covered else _("Warranty expired %(date)s")
        warranty = words % {"date": purchase.warranty_until.isoformat()}
    known = purchase.batch and _("Batch %(batch)s") % {"batch": purchase.batch}
    facts = [known or purchase.serial, purchase.purchased_on and purchase.purchased_on.isoformat()]
    return {
        "value": purchase.pk,
        "title": purchase.product.label,
        "details": facts,
        "warranty": warranty,
        "covered": covered,
    }


@policy("customer.create", roles=EDITORS, reads=True)
@require_POST
def duplicates(request: HttpRequest) -> HttpResponse:
    """Existing customers that may be the one being typed."""
    form = NewCustomerForm(request.POST)
    return render(
        request,
        "customers/_duplicates.html",
        {"found": duplicates_of(request, form), "allow_duplicate": form["allow_duplicate"]},
    )


@policy("customer.reveal", roles=READERS, reads=True)
@require_POST
@never_cache
def reveal(request: HttpRequest, number: str, pk: int | None = None) -> HttpResponse:
    """One full phone number; the access is logged. Without JavaScript it is a page of its own."""
    customer: Customer = visible_or_404(visible_to(request.user), number=current_number(number))
    contact = visible_or_404(customer.contacts.all(), pk=pk) if pk else None
    form = RevealForm(request.POST, target=contact or customer, user=request.user)
    if not form.is_valid():
        raise InvalidInput(_("Enter why you need the number."), code="reason_missing", field="reason")
    whole = REVEAL["reveal"].perform(form, actor=request.user, now=timezone.now())
    template = "customers/_phone.html" if request.htmx else "customers/phone.html"
    return render(request, template, {"customer": customer, "contact": contact, "phone": whole})
