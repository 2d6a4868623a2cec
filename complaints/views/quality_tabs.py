"""The tabs that the quality pages share."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from aftersales.staff.models import User

from ..queries.quality import tab_counts


def tabs(user: User, current: str) -> list[dict[str, Any]]:
    """Investigations by stage, then actions: the own ones, all, those to be checked."""
    counts = tab_counts(user)
    named = [
        ("open", _("Investigating"), "investigations"),
        ("reported", _("For the meeting"), "investigations"),
        ("decided", _("Being carried out"), "investigations"),
        ("closed", _("Closed"), "investigations"),
        ("mine", _("My actions"), "actions"),
        ("actions", _("All actions"), "actions"),
        ("verify", _("Actions to check"), "actions"),
    ]
    return [
        {"url": f"{reverse(page)}?tab={name}", "label": label, "count": counts.get(name), "current": name == current}
        for name, label, page in named
    ]
