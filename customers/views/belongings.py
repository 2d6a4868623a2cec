"""Contacts and purchases of a customer, and notes of what was said."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from aftersales.office.services.drafts import drop_draft
from aftersales.staff.models import User
from aftersales.store.personal import masked_phone
from aftersales.web.policy import policy
from aftersales.web.views import submit, visible_or_404

from ..forms import ContactForm, InteractionForm, PurchaseForm
from ..models import Customer
from ..permissions import EDITORS, READERS, can_edit, can_record, require, visible_to
from ..queries import purchases_of
from ..services import customers, interactions, purchases

CONTACT = ("name", "title", "phone", "email", "is_primary")


def _editable(user: User, number: str) -> Customer:
    customer = visible_or_404(visible_to(user), number=number)
    require(can_edit(user, customer))
    return customer


def one_form(
    request: HttpRequest,
    customer: Customer,
    form: forms.Form,
    act: Callable[[dict[str, Any]], Any],
    *,
    title: str,
    button: str,
    done: str,
) -> HttpResponse:
    """One form on its own page; saved, it leads back to the customer."""

    def again(form: forms.Form, status: int = 200) -> HttpResponse:
        context = {"form": form, "customer": customer, "title": title, "button": button}
        return render(request, "customers/part.html", context, status=status)

    if request.method != "POST":
        return again(form)
    return submit(request, form, act, again=again, goto=customer.get_absolute_url(), done=done)


@policy("customer.edit", roles=EDITORS)
def contact_new(request: HttpRequest, number: str) -> HttpResponse:
    customer = _editable(request.user, number)
    form = ContactForm(request.POST or None)

    def act(data: dict[str, Any]) -> Any:
        return customers.add_contact(actor=request.user, now=timezone.now(), customer=customer, **data)

    words = {"title": _("Add contact"), "button": _("Add contact"), "done": _("Contact added")}
    return one_form(request, customer, form, act, **words)


@policy("customer.edit", roles=EDITORS)
def contact_edit(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    customer = _editable(request.user, number)
    contact = visible_or_404(customer.contacts.all(), pk=pk)
    initial = {name: getattr(contact, name) for name in CONTACT} | {"phone": masked_phone(contact.phone)}
    form = ContactForm(request.POST or None, initial=initial)

    def act(data: dict[str, Any]) -> Any:
        return customers.update_contact(actor=request.user, now=timezone.now(), contact=contact, **data)

    words = {"title": _("Edit contact"), "button": _("Save contact"), "done": _("Contact updated")}
    return one_form(request, customer, form, act, **words)


@policy("customer.edit", roles=EDITORS)
def purchase_new(request: HttpRequest, number: str) -> HttpResponse:
    customer = _editable(request.user, number)
    form = PurchaseForm(request.POST or None)

    def act(data: dict[str, Any]) -> Any:
        return purchases.add_purchase(actor=request.user, now=timezone.now(), customer=customer, **data)

    words = {"title": _("Add date"), "button": _("Add purchase"), "done": _("Purchase added")}
    return one_form(request, customer, form, act, **words)


@policy("customer.edit", roles=EDITORS)
def purchase_edit(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    customer = _editable(request.user, number)
    sold = visible_or_404(purchases_of(customer), pk=pk)
    form = PurchaseForm(request.POST or None, initial={name: getattr(sold, name) for name in purchases.FACTS})

    def act(data: dict[str, Any]) -> Any:
        return purchases.update_purchase(actor=request.user, now=timezone.now(), purchase=sold, **data)

    words = {"title": _("Edit purchase"), "button": _("Save purchase"), "done": _("Purchase edited")}
    return one_form(request, customer, form, act, **words)


def note_draft(customer: Customer) -> str:
    """Where the writing box keeps what is not sent yet."""
    return f"contact:{customer.number}"


@policy("interaction.create", roles=READERS)
def interaction_new(request: HttpRequest, number: str) -> HttpResponse:
    customer = visible_or_404(visible_to(request.user), number=number)
    require(can_record(request.user))
    form = InteractionForm(request.POST or None, customer=customer)

    def act(data: dict[str, Any]) -> Any:
        kept = interactions.record_interaction(actor=request.user, now=timezone.now(), customer=customer, **data)
        drop_draft(actor=request.user, key=note_draft(customer))
        return kept

    words = {"title": _("Log interaction"), "button": _("Log interaction"), "done": _("Interaction logged")}
    return one_form(request, customer, form, act, **words)
