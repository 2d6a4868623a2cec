"""The tabs of the settings. An app declares its own in its manifest.py:

    SETTINGS = (Tab("canned_replies", _("Canned replies"), SETTERS, place=10, group="handling", text=_("…")),)

The menu beside the pages shows the tabs by their `GROUPS`; /settings/ shows them with their texts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy

from aftersales.store.contributions import contributions

from .addresses import address


@dataclass(frozen=True)
class Tab:
    """route: the route name of the list. roles: who sees the tab; the policy of the route decides who may open it.
    text: its purpose. Sorted by place in its group."""

    route: str
    label: Any
    roles: frozenset[str]
    place: int
    group: str = "company"
    text: Any = ""


GROUPS: dict[str, Any] = {
    "handling": gettext_lazy("Service rules"),
    "people": gettext_lazy("People and teams"),
    "company": gettext_lazy("Organization"),
    "data": gettext_lazy("Data"),
}


def tabs_of(user: Any, current: str = "") -> list[dict[str, Any]]:
    """The tabs that this user sees."""
    order = list(GROUPS)
    known = sorted(
        (tab for tab in contributions("SETTINGS") if user.role in tab.roles),
        key=lambda tab: (order.index(tab.group), tab.place, tab.route),
    )
    return [
        {
            "url": address(tab.route),
            "label": tab.label,
            "text": tab.text,
            "group": tab.group,
            "current": tab.route == current,
        }
        for tab in known
    ]


def label_of(route: str) -> Any:
    return next(tab.label for tab in contributions("SETTINGS") if tab.route == route)


def groups_of(user: Any, path: str = "") -> list[dict[str, Any]]:
    """The same by groups: [{label, items}]. The current tab is the one with the longest address that `path` starts
    with."""
    tabs = tabs_of(user)
    here = max((tab["url"] for tab in tabs if path.startswith(tab["url"])), key=len, default="")
    for tab in tabs:
        tab["current"] = tab["url"] == here
    shown = ((label, [tab for tab in tabs if tab["group"] == name]) for name, label in GROUPS.items())
    return [{"label": label, "items": items} for label, items in shown if items]
