"""One box for everything: numbers, customers by any part of what is known, words of a ticket; then what can be done."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from aftersales.staff.models import User
from aftersales.web.text import initials
from complaints.permissions import can_log
from complaints.queries.finding import find_tickets
from customers.models import Customer
from customers.queries import find_customers

from .navigation import MORE, may_open, pages

LIMIT = 8


def find(user: User, text: str, limit: int = LIMIT) -> list[dict[str, Any]]:
    """Groups of what was found, records first (parts/palette_results.html)."""
    text = text.strip()[:100]
    groups: list[dict[str, Any]] = []
    if len(text) >= 2:
        customers = find_customers(user if may_open(user, "customers") else None, text, limit)
        groups = [
            {"label": _("Customers"), "items": _customers(user, customers)},
            {"label": _("Tickets"), "items": _tickets(user, text, customers, limit)},
        ]
    groups.append({"label": _("Go to"), "items": _actions(user, text)})
    for group in groups:
        for item in group["items"]:
            item["sides"] = [item["side"]] if item.get("side") else []
    return [group for group in groups if group["items"]]


def _customers(user: User, found: list[Customer]) -> list[dict[str, Any]]:
    if not may_open(user, "customers"):
        return []
    return [{"url": c.get_absolute_url(), "label": c.name, "icon": "users", "side": str(c.region or "")} for c in found]


def _tickets(user: User, text: str, customers: list[Customer], limit: int) -> list[dict[str, Any]]:
    if not may_open(user, "tickets"):
        return []
    return [
        {
            "url": t.get_absolute_url(),
            "label": f"{t.short_number} {t.subject}",
            "icon": "ticket",
            "side": t.get_state_display(),
        }
        for t in find_tickets(user, text, customers, limit)
    ]


def _actions(user: User, text: str) -> list[dict[str, Any]]:
    """Where one can go: the menu first; the rest of the pages when something was typed."""
    found = pages(user)
    if text:
        found += [(icon, label, reverse(route)) for icon, label, route in MORE if may_open(user, route)]
    items = [{"url": url, "label": label, "icon": icon} for icon, label, url in found]
    if can_log(user):
        items.insert(0, {"url": reverse("ticket_new"), "label": _("New ticket"), "icon": "plus", "key": "N"})
    return [item for item in items if _is_meant(str(item["label"]), text)]


def _is_meant(label: str, text: str) -> bool:
    """Every word that was typed is in the label, or in the first letters of its pinyin."""
    return all(word in label.lower() or word in initials(label) for word in text.lower().split())
