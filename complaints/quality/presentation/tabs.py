"""The tabs of quality."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from aftersales.staff.models import User
from aftersales.store.dates import company_date
from aftersales.web.policy import may_open

from ..queries.actions import action_counts, tab_counts


def tabs(user: User, current: str) -> list[dict[str, Any]]:
    """The tabs of the list of investigations, by stage."""
    counts = tab_counts(user)
    named = [
        ("open", _("Investigating")),
        ("reported", _("Awaiting meeting")),
        ("decided", _("In progress")),
        ("closed", _("Closed")),
        ("lately", _("Due in the last 90 days")),
    ]
    return [_tab("investigations", name, label, counts, current) for name, label in named]


def related(user: User) -> list[dict[str, Any]]:
    """The other lists of quality that the user may open; the menu has no room for them."""
    pages = [
        ("actions", _("Quality actions"), "check"),
        ("meetings", _("Meetings on quality"), "users"),
        ("samples", _("Samples"), "box"),
        ("objections", _("Objections"), "warn"),
        ("costs", _("Cost of poor quality"), "chart"),
    ]
    rows = [{"url": reverse(name), "label": label, "icon": icon} for name, label, icon in pages]
    return [row for row in rows if may_open(user, row["url"])]


def action_tabs(user: User, current: str, now: datetime) -> list[dict[str, Any]]:
    """The tabs of the list of actions."""
    counts = action_counts(user, company_date(now))
    named = [
        ("mine", _("My actions")),
        ("actions", _("All actions")),
        ("verify", _("To be judged")),
        ("late", _("Overdue")),
        ("ended", pgettext("quality actions", "Ended")),
    ]
    return [_tab("actions", name, label, counts, current) for name, label in named]


def _tab(page: str, name: str, label: str, counts: dict[str, int], current: str) -> dict[str, Any]:
    return {"url": f"{reverse(page)}?tab={name}", "label": label, "count": counts.get(name), "current": name == current}
