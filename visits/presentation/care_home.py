"""The care actions of a user and the opinions that wait for them, as the start page shows them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from aftersales.staff.models import User
from aftersales.store.dates import company_date

from ..queries.care import actions_of
from ..queries.forums import opinions_of
from ..rules.care import OPEN, due_state

SHOWN = 40


def home_items(user: User, now: datetime) -> Iterator[dict[str, Any]]:
    """In no order."""
    today = company_date(now)
    for row in actions_of(user)[:SHOWN]:
        yield {
            "url": row.get_absolute_url(),
            "due": _end_of(row.due_on),
            "state": due_state(row.state, row.due_on, today),
            "title": row.title,
            "details": [row.plan.customer.name, row.plan.title],
            "tag": _("Care plan"),
            "who": user,
            "action": _("Open"),
            "is_sla_target": False,
        }
    for opinion in opinions_of(user)[:SHOWN]:
        yield {
            "url": opinion.get_absolute_url(),
            "due": _end_of(opinion.due_on),
            "state": due_state(OPEN, opinion.due_on, today),
            "title": _("Find a fate for: %(words)s") % {"words": opinion.words[:80]},
            "details": [opinion.forum.title],
            "tag": _("User forum"),
            "who": user,
            "action": _("Open"),
            "is_sla_target": False,
        }


def _end_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(23, 59)))
