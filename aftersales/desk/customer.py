"""The customer's page: the archive with what every other room knows of this customer."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import BooleanField, Count, ExpressionWrapper, F, Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from aftersales.office.queries import draft_of
from aftersales.staff.models import Actor, User
from aftersales.web.figures import listed, money
from aftersales.web.moments import moment, span
from aftersales.web.personal import shown
from aftersales.web.policy import policy
from aftersales.web.views import visible_or_404
from complaints.enums import OPEN_STATES, Kind
from complaints.models import Ticket
from complaints.permissions import can_log
from complaints.permissions import visible_to as visible_tickets
from customers.enums import Direction
from customers.forms import InteractionForm, NoteForm
from customers.models import Customer, Interaction, ProductSold
from customers.permissions import READERS, can_edit, can_merge, can_record, can_request, can_reveal, visible_to
from customers.queries import purchases_of
from customers.queries.duplicates import former_names, renamed
from customers.views.belongings import note_draft
from visits.models import Visit
from visits.permissions import visible_to as visible_visits

TICKETS, VISITS, PURCHASES, ENTRIES = 8, 5, 20, 10
YEAR = timedelta(days=365)
VISIT_DOTS = {"planned": "ok", "done": "done", "missed": "late", "cancelled": "paused"}


@policy("customer.view", roles=READERS)
@require_GET
def customer(request: HttpRequest, number: str) -> HttpResponse:
    """Everything about one customer; `before` goes on with older contacts."""
    rows = visible_to(request.user).select_related("region", "outlet", "rep").prefetch_related("contacts")
    if merged := renamed(request.user, number):
        return HttpResponseRedirect(merged.get_absolute_url())
    found = visible_or_404(rows, number=number)
    before = request.GET.get("before", "")
    context = page_of_customer(found, request.user, timezone.now(), int(before) if before.isdecimal() else None)
    return render(request, "desk/customer.html", context)


def page_of_customer(customer: Customer, user: Actor, now: datetime, before: int | None = None) -> dict[str, Any]:
    """The page's content, in a constant number of queries."""
    editable, args = can_edit(user, customer), [customer.number]
    bought = list(purchases_of(customer)[: PURCHASES + 1])
    entries = _entries(customer, before)
    return {
        "customer": customer,
        "traits": _traits(customer),
        "facts": _facts(customer, can_reveal(user, customer)),
        "archive": _archive(customer, can_reveal(user, customer)),
        "grade": _grade(customer),
        "reasons": [reason for reason in customer.grade_reasons if isinstance(reason, str)],
        "contacts": _contacts(customer, user),
        "reveal_url": reverse("customer_reveal", args=args) if can_reveal(user, customer) else "",
        "edit_url": reverse("customer_edit", args=args) if editable else "",
        "contact_url": reverse("contact_new", args=args) if editable else "",
        "purchase_url": reverse("purchase_new", args=args) if editable else "",
        "note_url": reverse("interaction_new", args=args),
        "tickets": _tickets(customer, user, now),
        "counts": _counts(customer, user, now),
        "visits": _visits(customer, user),
        "purchases": [_purchase(sold, editable, timezone.localdate(now)) for sold in bought[:PURCHASES]],
        "more_purchases": len(bought) > PURCHASES,
        "entries": [_said(entry, user) for entry in _with_tickets(entries[:ENTRIES], user)],
        "earlier": entries[ENTRIES - 1].pk if len(entries) > ENTRIES else None,
        "note": NoteForm(initial=draft_of(user, note_draft(customer))) if can_record(user) else None,
        "note_details": InteractionForm(customer=customer),
        "note_tabs": [{"label": _("Note a contact"), "url": "#write", "current": True}],
        "draft": note_draft(customer),
        "can_log": can_log(user),
        "data_request_url": reverse("data_request_new", args=args) if can_request(user) else "",
        "merge_url": reverse("customer_merge_with", args=args) if can_merge(user) else "",
    }


def _traits(customer: Customer) -> list[Any]:
    since = _("since %(year)s") % {"year": customer.since.year} if customer.since else ""
    return [customer.get_tier_display(), since, customer.region]


def _facts(customer: Customer, full: bool) -> list[tuple[str, Any]]:
    """Beside contact, phone and grade: who answers for the customer."""
    email = shown(customer, "email", whole=full)
    return [(_("E-mail"), email), (_("Account rep"), customer.rep), (_("Service outlet"), customer.outlet)]


def _archive(customer: Customer, full: bool) -> list[tuple[str, Any]]:
    demand = money(customer.annual_demand, "short") if customer.annual_demand is not None else ""
    not_before = customer.not_before.strftime("%H:%M") if customer.not_before else ""
    return [
        (_("Number"), customer.number),
        (_("Former numbers"), listed(alias.number for alias in former_names(customer))),
        (_("Kind"), customer.get_kind_display()),
        (_("Address"), shown(customer, "address", whole=full)),
        (_("Qualification status"), customer.get_qualification_display()),
        (_("Annual demand"), demand),
        (_("Customer since"), moment(customer.since)),
        (_("Do not call before"), not_before),
        (_("Remarks"), customer.remarks),
    ]


def _grade(customer: Customer) -> tuple[str, str]:
    """The letter and its words: D, dissatisfied, B before."""
    words = customer.get_grade_display()
    if customer.grade and customer.previous_grade:
        words = _("%(grade)s, %(before)s before") % {"grade": words, "before": customer.previous_grade}
    return customer.grade, words


def _contacts(customer: Customer, user: User) -> list[dict[str, Any]]:
    full = can_reveal(user, customer)
    rows = []
    for contact in customer.contacts.all():
        args = [customer.number, contact.pk]
        rows.append(
            {
                "name": contact.name,
                "title": contact.title,
                "is_primary": contact.is_primary,
                "phone": contact.phone,
                "email": shown(contact, "email", whole=full),
                "reveal_url": reverse("contact_reveal", args=args) if full else "",
                "edit_url": reverse("contact_edit", args=args) if can_edit(user, customer) else "",
            }
        )
    return rows


def _tickets(customer: Customer, user: User, now: datetime) -> list[dict[str, Any]]:
    """Open ones first, the next promise on top; then the latest."""
    mine = visible_tickets(user).filter(customer=customer).select_related("owner")
    is_open = ExpressionWrapper(Q(state__in=OPEN_STATES), output_field=BooleanField())
    next_due = F("next_due_at").asc(nulls_last=True)
    rows = mine.annotate(is_open=is_open).order_by("-is_open", next_due, "-reported_at", "-pk")[:TICKETS]
    return [
        {"ticket": row, "state": _dot(row, now), "details": _ticket_details(row), "when": moment(row.closed_at, now)}
        for row in rows
    ]


def _dot(ticket: Ticket, now: datetime) -> str:
    if ticket.state not in OPEN_STATES:
        return "done"
    if ticket.is_paused:
        return "paused"
    due = ticket.next_due_at
    if due is None:
        return "ok"
    if due < now:
        return "late"
    return "due" if timezone.localdate(due) == timezone.localdate(now) else "ok"


def _ticket_details(ticket: Ticket) -> list[Any]:
    return [ticket.number, ticket.get_kind_display(), ticket.get_state_display(), moment(ticket.reported_at)]


def _counts(customer: Customer, user: User, now: datetime) -> list[tuple[int, str]]:
    """The last year in three figures."""
    year = Q(reported_at__gte=now - YEAR)
    tickets = visible_tickets(user).filter(customer=customer).aggregate(
        tickets=Count("pk", filter=year, distinct=True),
        returns=Count("pk", filter=year & Q(kind__in=[Kind.RETURN, Kind.EXCHANGE]), distinct=True),
    )  # fmt: skip
    visits = visible_visits(user).filter(customer=customer, took_place_at__gte=now - YEAR).count()
    labels = (_("tickets"), _("returns and exchanges"), _("visits"))
    return list(zip((tickets["tickets"], tickets["returns"], visits), labels, strict=True))


def _visits(customer: Customer, user: User) -> list[dict[str, Any]]:
    rows = visible_visits(user).filter(customer=customer).select_related("rep").order_by("-due_on", "-pk")[:VISITS]
    return [
        {
            "url": visit.get_absolute_url(),
            "state": VISIT_DOTS[visit.state],
            "details": [visit.get_channel_display(), visit.get_state_display()],
            "side": _visit_day(visit).isoformat(),
            "who": visit.rep,
        }
        for visit in rows
    ]


def _visit_day(visit: Visit) -> date:
    return timezone.localdate(visit.took_place_at) if visit.took_place_at else visit.due_on


def _purchase(sold: ProductSold, editable: bool, today: date) -> dict[str, Any]:
    return {
        "sold": sold,
        "covered": sold.in_warranty(today),
        "url": reverse("purchase_edit", args=[sold.customer.number, sold.pk]) if editable else "",
    }


def _entries(customer: Customer, before: int | None) -> list[Interaction]:
    """One page of the timeline and one more, the latest first."""
    rows = customer.interactions.select_related("user", "contact", "ticket_entry")
    if before and (last := customer.interactions.filter(pk=before).first()):
        rows = rows.filter(Q(at__lt=last.at) | Q(at=last.at, pk__lt=last.pk))
    return list(rows.order_by("-at", "-pk")[: ENTRIES + 1])


def _with_tickets(entries: list[Interaction], user: User) -> list[Interaction]:
    """Each entry with the ticket it belongs to, where the reader may open it."""
    ids = {entry.ticket_entry.ticket_id for entry in entries if hasattr(entry, "ticket_entry")}
    seen = {ticket.pk: ticket for ticket in visible_tickets(user).filter(pk__in=ids)}
    for entry in entries:
        known = getattr(entry, "ticket_entry", None)
        entry.ticket = seen.get(known.ticket_id) if known else None  # type: ignore[attr-defined]
    return entries


def _said(entry: Interaction, user: User) -> dict[str, Any]:
    ticket = entry.ticket  # type: ignore[attr-defined]
    link = format_html('<a href="{}">{}</a>', ticket.get_absolute_url(), ticket.number) if ticket else ""
    outward = entry.direction == Direction.OUT
    name = (entry.contact.name if entry.contact else entry.contact_name) or _("The customer")
    return {
        "kind": "us" if outward else "them",
        "who": entry.user if outward else None,
        "name": name,
        "via": [entry.get_channel_display(), span(entry.duration_seconds), link],
        "at": entry.at,
        "text": entry.body,
        "id": f"contact-{entry.pk}",
    }
