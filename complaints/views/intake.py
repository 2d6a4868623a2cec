"""The pages that log a ticket."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from aftersales.office.queries import draft_of
from aftersales.staff.enums import Role
from aftersales.store.dates import company_date
from aftersales.web.policy import policy
from aftersales.web.views import submit
from customers.models import Customer
from customers.permissions import visible_to as visible_customers
from customers.queries import purchases_of
from customers.queries.numbers import current_number
from customers.views.partials import SHOWN_PURCHASES, purchase_choice

from ..forms.ticket import NewTicketForm
from ..queries.calls import call_of, ringing
from ..queries.reception import known_of_visitor
from ..queries.tickets import repeats, similar
from ..services import calls, reception
from ..services.tickets import log_ticket

DRAFT = "ticket-new"
WANTED = "ticket_for"
LOGGERS = frozenset({Role.SERVICE, Role.MANAGER, Role.REP})


@policy("ticket.log", roles=LOGGERS)
@require_http_methods(["GET", "POST"])
def ticket_new(request: HttpRequest) -> HttpResponse:
    if request.method == "GET":
        visitor = known_of_visitor(request.GET.get("visitor", ""), timezone.now())
        # The draft may be from an earlier call, so its call is not taken over.
        initial = {**draft_of(request.user, DRAFT), "call": None, **request.GET.dict(), **visitor}
        if (wanted := request.session.pop(WANTED, "")) and not any(sign.isdigit() for sign in wanted):
            initial["contact_name"] = wanted
        return _page(request, NewTicketForm(initial=initial, user=request.user), 200, wanted)
    form = NewTicketForm(request.POST, request.FILES, user=request.user)
    return submit(
        request,
        form,
        lambda data: log_from(form, request.user, draft=DRAFT),
        done=lambda ticket: _("Ticket logged: %(number)s") % {"number": ticket.number},
        goto=lambda ticket: ticket.get_absolute_url(),
        again=lambda bound, status: _page(request, bound, status),
    )


@policy("ticket.log", roles=LOGGERS, reads=True)
@require_POST
def ticket_for(request: HttpRequest) -> HttpResponse:
    """Log a ticket for a customer that the search did not find. The search text may be a phone number, which must not
    be part of an address, so it is kept in the session."""
    request.session[WANTED] = request.POST.get("q", "").replace("\0", "").strip()[:100]
    return redirect("ticket_new")


def _customer(request: HttpRequest, number: str) -> Customer | None:
    if not number:
        return None
    return visible_customers(request.user).prefetch_related("contacts").filter(number=current_number(number)).first()


def log_from(form: NewTicketForm, user: Any, **more: Any) -> Any:
    """Log the ticket of the form, for a visitor, for a call, or for neither."""
    data = dict(form.cleaned_data)
    call, visitor_id = call_of(user, data.pop("call")), data.pop("visitor")
    log: Callable[..., Any] = log_ticket
    if visitor_id:
        log = partial(reception.open_ticket, visitor_id=visitor_id)
    if call:
        log = partial(calls.open_ticket, call_pk=call.pk)
    return log(actor=user, now=timezone.now(), **data, **more)


def _page(request: HttpRequest, form: NewTicketForm, status: int, wanted: str = "") -> HttpResponse:
    customer = _customer(request, str(form["customer"].value() or ""))
    bought = purchases_to_choose(customer, form["purchase"].value()) if customer else []
    now = timezone.now()
    context = {
        "form": form,
        "draft": DRAFT,
        "wanted": wanted,
        "chosen": customer,
        "bought": bought,
        "now": now,
        "chosen_details": [customer.get_tier_display(), str(customer.region or "")] if customer else [],
        "call": call_of(request.user, form["call"].value()),
        "calls": ringing(request.user, now),
        "alike": _alike(request, customer, form["purchase"].value()),
    }
    return render(request, "complaints/ticket_new.html", context, status=status)


def purchases_to_choose(customer: Customer, chosen: Any) -> list[dict[str, Any]]:
    """The purchases of the customer as choices for customers/_purchases.html."""
    rows = [purchase_choice(sold, company_date(timezone.now())) for sold in purchases_of(customer)[:SHOWN_PURCHASES]]
    for row in rows:
        row["checked"] = str(row["value"]) == str(chosen or "")
    return rows


def _alike(request: HttpRequest, customer: Customer | None, purchase_id: Any) -> dict[str, Any]:
    if customer is None:
        return {"tickets": [], "repeats": {}}
    number, now = int(purchase_id) if str(purchase_id or "").isdigit() else None, timezone.now()
    return {
        "tickets": similar(request.user, customer.pk, number, now),
        "repeats": repeats(customer.pk, number, now),
    }


@policy("ticket.similar", roles=LOGGERS)
@require_GET
def tickets_similar(request: HttpRequest) -> HttpResponse:
    """Tickets that may be about the same problem, shown while a ticket is being logged."""
    customer = _customer(request, request.GET.get("customer", ""))
    alike = _alike(request, customer, request.GET.get("purchase", ""))
    return render(request, "complaints/_similar.html", {"alike": alike, "now": timezone.now()})
