"""The customer's page: what every app knows about a customer."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import BooleanField, ExpressionWrapper, F, Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from aftersales.office.queries import draft_of
from aftersales.staff.models import Actor, User
from aftersales.store.counting import counted
from aftersales.store.dates import company_date, start_of
from aftersales.store.personal import shown
from aftersales.web.moments import moment
from aftersales.web.policy import policy
from complaints.enums import OPEN_STATES, Kind
from complaints.models import Ticket
from complaints.permissions import can_log
from complaints.permissions import visible_to as visible_tickets
from complaints.quality.presentation.campaign_rows import customer_section_rows
from complaints.quality.queries.campaigns import campaigns_of_customer
from customers.enums import Channel
from customers.forms import InteractionForm, NoteForm
from customers.models import Customer, Purchase
from customers.permissions import (
    READERS,
    can_edit,
    can_merge,
    can_record,
    can_regrade,
    can_request,
    can_reveal,
    visible_to,
)
from customers.queries import purchases_of
from customers.queries.duplicates import with_former
from customers.queries.numbers import current_number
from customers.queries.profile import grade_words, warranties, warranty_words, wish_of
from customers.queries.warranties import reason_words
from customers.rules.profile import ENDS, warranty_state
from customers.views.contacts import note_draft
from visits.models import Visit
from visits.permissions import READERS as VISIT_READERS
from visits.permissions import can_plan_care
from visits.permissions import visible_to as visible_visits
from visits.presentation.care import customer_rows as care_rows
from visits.presentation.schedules import due_words, exception_rows, why_words
from visits.queries.care import plans_of_customer
from visits.queries.exceptions import exceptions_of

from .customer_record import covers, qualification_note, record_of
from .customer_talk import talk_of
from .customer_touches import touches_of
from .customer_value import figures_of, lists_of, subqueries
from .timeline import MESSAGES, absent_of, channels, cursor_of, kind_of, kinds, page_of_timeline

TICKETS, VISITS, PURCHASES, CAMPAIGNS, PLANS = 8, 5, 20, 5, 3
YEAR = timedelta(days=365)
VISIT_DOTS = {"planned": "ok", "done": "done", "missed": "late", "cancelled": "paused"}


@policy("customer.view", roles=READERS)
@require_GET
def customer(request: HttpRequest, number: str) -> HttpResponse:
    """Everything about one customer. `channel` filters the timeline by kind or channel, `before` continues it with
    older entries."""
    rows = with_former(visible_to(request.user)).select_related("region", "outlet", "rep", "visit_schedule")
    found = rows.prefetch_related("contacts").filter(number=number).first()
    if found is None:
        today = current_number(number)
        if today != number and visible_to(request.user).filter(number=today).exists():
            return HttpResponseRedirect(reverse("customer", args=[today]))
        raise Http404
    now = timezone.now()
    counts = _counts(found, request.user, now, company_date(now))
    context = page_of_customer(found, request.user, now, counts)
    return render(request, "desk/customer.html", context | _timeline(found, request.user, request, counts))


def _timeline(customer: Customer, user: User, request: HttpRequest, counts: dict[str, Any]) -> dict[str, Any]:
    channel = request.GET.get("channel", "")
    channel = channel if channel in dict(channels()) else ""
    entries, earlier = page_of_timeline(
        customer, user, channel=channel, before=cursor_of(request.GET.get("before", "")), absent=absent_of(counts)
    )
    more = urlencode({"before": earlier, **({"channel": channel} if channel else {})}) if earlier else ""
    chosen = kind_of(channel)
    return {
        "entries": entries,
        "earlier": earlier or None,
        "more": more,
        "channel": channel,
        "kinds": [
            {
                "url": f"?channel={kind}#said" if kind else "?#said",
                "label": label,
                "current": kind == chosen,
            }
            for kind, label in kinds()
        ],
        "channels": Channel.choices if chosen == MESSAGES else [],
    }


def page_of_customer(customer: Customer, user: Actor, now: datetime, found: dict[str, Any]) -> dict[str, Any]:
    """The content of the page without the timeline, in a constant number of queries. found: what _counts answers;
    lists that it knows to be empty are not read."""
    editable, args = can_edit(user, customer), [customer.number]
    bought = list(purchases_of(customer)[: PURCHASES + 1])
    today = company_date(now)
    tickets = _tickets(customer, user, now)
    campaigns = list(campaigns_of_customer(customer, user)[:CAMPAIGNS]) if found["has_campaigns"] else []
    visits = _planned(customer, user)
    reads_plans = found["has_plans"] and user.role in VISIT_READERS
    plans = list(plans_of_customer(customer, user)[:PLANS]) if reads_plans else []
    figures = figures_of(customer, found, user, now)
    return {
        "customer": customer,
        "traits": _traits(customer),
        "facts": _facts(customer, can_reveal(user, customer), editable),
        **record_of(customer, user, found),
        "wish": wish_of(customer),
        "qualification_note": qualification_note(customer, today),
        "grade": _grade(customer),
        "grade_url": reverse("customer_grade", args=args) if can_regrade(user) else "",
        "reasons": grade_words(customer.grade_reasons),
        "contacts": _contacts(customer, user),
        "reveal_url": reverse("customer_reveal", args=args) if can_reveal(user, customer) else "",
        "edit_url": reverse("customer_edit", args=args) if editable else "",
        "contact_url": reverse("contact_new", args=args) if editable else "",
        "purchase_url": reverse("purchase_new", args=args) if editable else "",
        "note_url": reverse("interaction_new", args=args),
        "tickets": tickets,
        "figures": figures.strip,
        "risks": figures.risks,
        "talk": talk_of(
            tickets=tickets,
            campaigns=campaigns,
            unhappy=figures.unhappy,
            visits=visits,
            plans=plans,
            purchases=bought,
            now=now,
            today=today,
        ),
        "covers": covers(found),
        "campaigns": customer_section_rows(campaigns),
        "visits": [_visit(row) for row in visits],
        "visit_schedule": _visit_schedule(customer, user, today, found),
        "touches": touches_of(customer, today),
        "care_plans": care_rows(plans, today),
        "care_plan_url": reverse("care_plan_new", args=args) if _plans_care(user, customer) else "",
        "purchases": [_purchase(sold, today) for sold in bought[:PURCHASES]],
        "more_purchases": len(bought) > PURCHASES,
        "note": NoteForm(initial=draft_of(user, note_draft(customer))) if can_record(user) else None,
        "note_details": InteractionForm(customer=customer),
        "note_tabs": [{"label": _("Log interaction"), "url": "#write", "current": True}],
        "draft": note_draft(customer),
        "can_log": can_log(user),
        "data_request_url": reverse("data_request_new", args=args) if can_request(user) else "",
        "merge_url": reverse("customer_merge_with", args=args) if can_merge(user) else "",
    }


def _traits(customer: Customer) -> list[Any]:
    since = _("since %(year)s") % {"year": customer.since.year} if customer.since else ""
    return [customer.get_tier_display(), since, customer.region]


def _facts(customer: Customer, full: bool, editable: bool) -> list[dict[str, Any]]:
    """In addition to contact, phone and grade: who is responsible for the customer. What the user may change opens a
    list where it stands, and so do tier, region and qualification, which the page shows elsewhere."""
    email = shown(customer, "email", whole=full)
    rows: list[tuple[str, str, Any]] = [
        ("", _("Email"), email),
        ("rep", _("Account rep"), customer.rep),
        ("outlet", _("Service outlet"), customer.outlet),
    ]
    if editable:
        rows += [
            ("tier", _("Tier"), customer.get_tier_display()),
            ("region", _("Region"), customer.region),
            ("qualification", _("Qualification status"), customer.get_qualification_display()),
        ]
    return [
        {"label": label, "value": value or "", "edit": _edit(customer, name) if editable and name else None}
        for name, label, value in rows
    ]


def _edit(customer: Customer, name: str) -> dict[str, str]:
    """See parts/edit."""
    return {
        "id": f"fact-{name}",
        "url": reverse("customer_edit", args=[customer.number]),
        "list_url": reverse("customer_fact", args=[customer.number, name]),
    }


def _grade(customer: Customer) -> tuple[str, str]:
    """The grade and its text: D, dissatisfied, was B."""
    words = customer.get_grade_display()
    if customer.grade and customer.previous_grade:
        words = _("%(grade)s, was %(before)s") % {"grade": words, "before": customer.previous_grade}
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
    """Open tickets first, the one that is due next on top; then the latest."""
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
    return "due" if company_date(due) == company_date(now) else "ok"


def _ticket_details(ticket: Ticket) -> list[Any]:
    return [ticket.number, ticket.get_kind_display(), ticket.get_state_display(), moment(ticket.reported_at)]


def _counts(customer: Customer, user: User, now: datetime, today: date) -> dict[str, Any]:
    """The figures of the page, in one query."""
    year = visible_tickets(user).filter(customer=customer, reported_at__gte=start_of(company_date(now - YEAR)))
    asked = {
        "tickets": year,
        "returns": year.filter(kind__in=[Kind.RETURN, Kind.EXCHANGE]),
        **warranties(customer, today),
    }
    named = {f"count_{name}": counted(rows) for name, rows in asked.items()}
    more = {**subqueries(customer, user, now), **lists_of(customer)}
    row: Any = Customer.objects.filter(pk=customer.pk).values(**named, **more).get()
    return {**{name: row[f"count_{name}"] or 0 for name in asked}, **{name: row[name] for name in more}}


def _planned(customer: Customer, user: User) -> list[Visit]:
    rows = visible_visits(user).filter(customer=customer).select_related("rep")
    return list(rows.order_by("-due_on", "-pk")[:VISITS])


def _visit(visit: Visit) -> dict[str, Any]:
    return {
        "url": visit.get_absolute_url(),
        "state": VISIT_DOTS[visit.state],
        "details": [visit.get_channel_display(), visit.get_state_display()],
        "side": _visit_day(visit).isoformat(),
        "who": visit.rep,
    }


def _visit_schedule(customer: Customer, user: User, today: date, found: dict[str, Any]) -> dict[str, Any]:
    """When the next visit is due and why, the exceptions in effect, and where to see and change them."""
    schedule = getattr(customer, "visit_schedule", None)
    exceptions = exceptions_of(customer) if found["has_exceptions"] else []
    rows = [row for row in exception_rows(exceptions, today) if not row.is_past]
    return {
        "due": due_words(schedule),
        "why": why_words(schedule),
        "exceptions": [f"{row.what}: {row.exception.reason}" for row in rows],
        "url": reverse("visit_exception", args=[customer.number]) if user.role in VISIT_READERS else "",
    }


def _plans_care(user: User, customer: Customer) -> bool:
    return customer.erased_at is None and can_plan_care(user, customer)


def _visit_day(visit: Visit) -> date:
    return company_date(visit.took_place_at) if visit.took_place_at else visit.due_on


def _purchase(sold: Purchase, today: date) -> dict[str, Any]:
    warranty_status = warranty_state(sold.warranty_until, today)
    return {
        "sold": sold,
        "warranty_status": warranty_status,
        "url": reverse("purchase", args=[sold.pk]),
        "warranty": warranty_words(sold.warranty_until, today)
        if warranty_status == ENDS
        else moment(sold.warranty_until),
        "why": reason_words(sold),
    }
