"""The contacts of a customer, and logging an interaction with them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from aftersales.kernel.errors import ensure
from aftersales.office.services.drafts import drop_draft
from aftersales.web.policy import policy
from aftersales.web.views import visible_or_404

from ..forms import ContactForm, InteractionForm
from ..models import Customer
from ..permissions import EDITORS, READERS, can_record, visible_to
from ..queries.numbers import current_number
from ..services.customers import add_contact, update_contact
from ..services.interactions import record_interaction
from .customer import customer_to_edit, form_page


@policy("customer.edit", roles=EDITORS)
@require_http_methods(["GET", "POST"])
def contact_new(request: HttpRequest, number: str) -> HttpResponse:
    customer = customer_to_edit(request, number)
    form = ContactForm(request.POST or None)

    def save(data: dict[str, Any]) -> Any:
        return add_contact(actor=request.user, now=timezone.now(), customer_id=customer.pk, **data)

    texts = {"title": _("Add contact"), "button": _("Add contact"), "done": _("Contact added")}
    return form_page(request, customer, form, save, **texts)


@policy("customer.edit", roles=EDITORS)
@require_http_methods(["GET", "POST"])
def contact_edit(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    customer = customer_to_edit(request, number)
    contact = visible_or_404(customer.contacts.all(), pk=pk)
    form = ContactForm(request.POST or None, contact=contact)

    def save(data: dict[str, Any]) -> Any:
        return update_contact(actor=request.user, now=timezone.now(), contact_id=contact.pk, **data)

    texts = {"title": _("Edit contact"), "button": _("Save contact"), "done": _("Contact updated")}
    return form_page(request, customer, form, save, **texts)


def note_draft(customer: Customer) -> str:
    """The key of the draft for the message box of a customer's page."""
    return f"contact:{customer.number}"


@policy("interaction.create", roles=READERS)
@require_http_methods(["GET", "POST"])
def interaction_new(request: HttpRequest, number: str) -> HttpResponse:
    customer = visible_or_404(visible_to(request.user), number=current_number(number))
    ensure(can_record(request.user))
    form = InteractionForm(request.POST or None, customer=customer)

    def save(data: dict[str, Any]) -> Any:
        interaction = record_interaction(actor=request.user, now=timezone.now(), customer=customer, **data)
        drop_draft(actor=request.user, key=note_draft(customer))
        return interaction

    texts = {"title": _("Log interaction"), "button": _("Log interaction"), "done": _("Interaction logged")}
    return form_page(request, customer, form, save, **texts)
