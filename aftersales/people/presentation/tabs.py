"""The tabs of the pages of people."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from aftersales.staff.models import User
from aftersales.store.dates import company_date

from ..permissions import PARTIES, RULE_VIEWERS, STAFF
from ..queries.interviews import open_count
from ..queries.trainings import due_counts


def tabs(user: User, current: str, now: datetime) -> list[dict[str, Any]]:
    """Those that the user may open. Counts are the user's own."""
    due = due_counts(user, company_date(now))
    found = [
        ("people", STAFF, _("Training and assessment"), due["late"] + due["due"]),
        ("interviews", PARTIES, pgettext("people", "Interviews"), open_count(user) or None),
        ("recognitions", PARTIES, _("Recognition and correction"), None),
        ("evaluations", RULE_VIEWERS, _("Evaluation of the rules"), None),
    ]
    return [
        {"url": reverse(name), "label": label, "count": count, "current": name == current}
        for name, roles, label, count in found
        if user.role in roles
    ]


def state_tabs(route: str, choices: list[tuple[str, Any]], current: str) -> list[dict[str, Any]]:
    """The lists of a page, by state."""
    return [
        {"url": f"{reverse(route)}?tab={value}", "label": label, "current": value == current}
        for value, label in choices
    ]
