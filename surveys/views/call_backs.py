"""Call-backs after unhappy answers: the list, and the page of one with its verbs."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from aftersales.store.paging import page_of
from aftersales.web.policy import policy
from aftersales.web.views import submit, visible_or_404
from complaints.permissions import visible_to as visible_tickets
from customers.permissions import can_reveal

from ..models import CallBack
from ..permissions import CALL_BACK_READERS, SEE_EVERY_CALL_BACK, visible_call_backs
from ..presentation import call_backs as presentation
from ..presentation.tabs import area_tabs
from ..queries import call_backs as queries
from ..verbs import CALL_BACKS


@policy("call_back.list", roles=CALL_BACK_READERS)
@require_GET
def call_backs(request: HttpRequest) -> HttpResponse:
    """The calls that are owed, the next one first, and those that were made."""
    now, sees_all = timezone.now(), request.user.role in SEE_EVERY_CALL_BACK
    tab = request.GET.get("tab", "open" if sees_all else "mine")
    tab = tab if tab in queries.TABS else "mine"
    page = page_of(request, queries.listed(request.user, tab))
    context = {"page": page, "rows": presentation.call_rows(page, now), "now": now}
    context |= {"tabs": presentation.tabs(tab, sees_all), "area": area_tabs(request.user, "call_backs")}
    return render(request, "surveys/call_backs.html", context)


@policy("call_back.view", roles=CALL_BACK_READERS)
@require_GET
def call_back(request: HttpRequest, pk: int) -> HttpResponse:
    """One call: whom to call, what was answered, how it ended."""
    return _page(request, _visible(request, pk))


def _visible(request: HttpRequest, pk: int) -> CallBack:
    return visible_or_404(queries.with_details(visible_call_backs(request.user)), pk=pk)


def _page(
    request: HttpRequest, row: CallBack, name: str = "", form: forms.Form | None = None, status: int = 200
) -> HttpResponse:
    user, now, customer = request.user, timezone.now(), row.customer
    verbs = [verb for verb in CALL_BACKS.values() if verb.allowed(user, row)]
    contact = row.ticket.contact if row.ticket and row.ticket.contact else customer.main_contact if customer else None
    reveals = customer is not None and can_reveal(user, customer)
    context: dict[str, Any] = {
        "call": row,
        "title": presentation.title_of(row),
        "state": presentation.state_of(row, now),
        "answers": presentation.answers_of(row),
        "verbs": verbs,
        "verb": CALL_BACKS.get(name),
        "form": form,
        "contact": contact,
        "phone": (contact.phone if contact else "") or (customer.phone if customer else ""),
        "reveal_url": _reveal_url(contact, customer) if reveals and customer else "",
        "ticket_seen": row.ticket and visible_tickets(user).filter(pk=row.ticket_id).exists(),
        "now": now,
    }
    return render(request, "surveys/call_back.html", context, status=status)


def _reveal_url(contact: Any, customer: Any) -> str:
    if contact is not None and contact.phone:
        return reverse("contact_reveal", args=[customer.number, contact.pk])
    return reverse("customer_reveal", args=[customer.number])


@policy("call_back.step", roles=CALL_BACK_READERS)
@require_http_methods(["GET", "POST"])
def call_back_step(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """A verb of a call-back. GET shows the page with the sheet of the verb open, POST does the verb."""
    row, verb = _visible(request, pk), CALL_BACKS.get(name)
    if verb is None or (request.method == "GET" and not verb.allowed(request.user, row)):
        raise Http404
    if request.method == "GET":
        return _page(request, row, name, verb.form(target=row, user=request.user))
    form = verb.form(request.POST, target=row, user=request.user)
    return submit(
        request,
        form,
        lambda _data: verb.perform(form, actor=request.user, now=timezone.now()),
        done=verb.done,
        goto=row.get_absolute_url(),
        again=lambda bound, status: _page(request, _visible(request, pk), name, bound, status),
    )
