"""The pages of reports, as a row of links on each of them: those of the menu below /reports/ that the user may open."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from aftersales.staff.models import User
from aftersales.web.addresses import address
from aftersales.web.menu import menu_items
from aftersales.web.policy import may_open

FIRST = "dashboard"


def areas_of(user: User, current: str) -> list[dict[str, Any]]:
    """current: the route of the page that shows them."""
    start = address(FIRST)
    routes = [(item.route, item.label) for item in menu_items() if address(item.route).startswith(start)]
    return [
        {
            "url": address(route),
            "label": _("Dashboards") if route == FIRST else label,
            "current": route == current,
        }
        for route, label in routes
        if may_open(user, address(route))
    ]
