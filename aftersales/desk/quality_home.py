"""The start page of the quality department: its own groups of work, then whatever else the user has to do."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from aftersales.staff.models import User
from complaints.quality.permissions import INVESTIGATORS
from complaints.quality.presentation.home import home_groups
from complaints.quality.presentation.home_side import home_side

from .days import Group, up_next


def quality_home(user: User, now: datetime, home: dict[str, Any]) -> dict[str, Any]:
    """What differs from the start page of everybody. home: the content of that page."""
    if user.role not in INVESTIGATORS:
        return {}
    groups = home_groups(user, now)
    shown = {item["url"] for group in groups for item in group.items}
    plain = [
        *([home["first"]] if home["first"] else []),
        *(item for group in home["groups"] for item in group.items),
    ]
    rest = [item for item in plain if item["url"] not in shown]
    items = [item for group in groups for item in group.items]
    first = up_next(items, now)
    listed = [Group(group.title, group.tone, [item for item in group.items if item is not first]) for group in groups]
    waiting = [item for item in [*items, *rest] if item["state"] in ("late", "due")]
    return {
        "first": first,
        "groups": [*listed, Group(_("Other work"), "", rest)],
        "count": len(waiting),
        "total": len(items) + len(rest),
        "quality_side": home_side(user, now),
    }
