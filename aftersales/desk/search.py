"""The search: numbers, customers by any part of what is known, words of a ticket; then pages and actions."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from aftersales.search.text import initials
from aftersales.staff.models import User
from aftersales.store.personal import masked_phone
from complaints.permissions import can_log
from complaints.queries.tickets import find_tickets
from customers.models import Customer
from customers.queries.finding import customers_named, match_of
from customers.services.searching import search_customers

from .navigation import in_menu, may_open, offered, pages

LIMIT = 8


def find(user: User, text: str, limit: int = LIMIT) -> list[dict[str, Any]]:
    """The groups of results, records first (parts/palette_results.html)."""
    text = text.strip()[:100]
    groups: list[dict[str, Any]] = []
    if len(text) >= 2:
        customers = _found(user, text, limit)
        groups = [
            {"label": _("Customers"), "items": _customers(user, text, customers)},
            {"label": _("Tickets"), "items": _tickets(user, text, customers, limit)},
        ]
        if can_log(user) and len(customers) == 1:
            groups.append({"label": _("New ticket"), "items": [_log_for(customers[0])]})
    groups.append({"label": _("Go to"), "items": _actions(user, text)})
    return [group for group in groups if group["items"]]


def _found(user: User, text: str, limit: int) -> list[Customer]:
    """The customers that the user may open; for others, those whose names their tickets show."""
    if may_open(user, "customers"):
        return search_customers(actor=user, now=timezone.now(), text=text, limit=limit)
    return customers_named(text, limit)


def _customers(user: User, text: str, found: list[Customer]) -> list[dict[str, Any]]:
    """Each with the text by which it was found, so that the user recognises the right one."""
    if not may_open(user, "customers"):
        return []
    items = []
    for customer in found:
        why = match_of(customer, text, user)
        number = masked_phone(why.phone)  # the full number is only shown after a reveal
        sides = [why.contact and why.contact.name, number, why.code, customer.region and str(customer.region)]
        url = customer.get_absolute_url()
        items.append({"url": url, "label": customer.name, "icon": "users", "sides": list(filter(None, sides))})
    return items


def _log_for(customer: Customer) -> dict[str, Any]:
    url = f"{reverse('ticket_new')}?customer={customer.number}"
    return {"url": url, "label": _("Log a ticket for %(name)s") % {"name": customer.name}, "icon": "plus"}


def _tickets(user: User, text: str, customers: list[Customer], limit: int) -> list[dict[str, Any]]:
    if not may_open(user, "tickets"):
        return []
    return [
        {
            "url": t.get_absolute_url(),
            "label": f"{t.short_number} {t.subject}",
            "icon": "ticket",
            "sides": list(filter(None, [t.customer and t.customer.name, t.get_state_display()])),
        }
        for t in find_tickets(user, text, customers, limit)
    ]


def _actions(user: User, text: str) -> list[dict[str, Any]]:
    """Pages of the menu; also all other pages if a text was entered."""
    found = pages(user)
    if text:
        found += [(item.icon, item.label, reverse(item.route)) for item in offered(user) if not in_menu(user, item)]
    items = [{"url": url, "label": label, "icon": icon} for icon, label, url in found]
    if can_log(user):
        items.insert(0, {"url": reverse("ticket_new"), "label": _("New ticket"), "icon": "plus", "key": "N"})
    return [item for item in items if _is_meant(str(item["label"]), text)]


def _is_meant(label: str, text: str) -> bool:
    """Whether every word of the input is in the label, or in the pinyin initials of the label."""
    return all(word in label.lower() or word in initials(label) for word in text.lower().split())
