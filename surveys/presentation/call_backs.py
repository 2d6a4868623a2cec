"""What pages show of call-backs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from aftersales.staff.models import User
from aftersales.store.dates import company_date
from aftersales.store.personal import mask_text

from ..models import CallBack
from ..queries.call_backs import TABS, waiting_for
from ..rules.quarters import quarter_name
from ..rules.wording import scale_words

SHOWN = 40


def state_of(row: CallBack, now: datetime) -> str:
    if row.done_at is not None:
        return "done"
    if row.due_at < now:
        return "late"
    return "due" if company_date(row.due_at) == company_date(now) else "ok"


def call_rows(rows: Any, now: datetime) -> list[dict[str, Any]]:
    """Rows for parts/row."""
    return [
        {
            "url": row.get_absolute_url(),
            "state": state_of(row, now),
            "due": row.done_at or row.due_at,
            "title": title_of(row),
            "details": about_of(row),
            "tag": row.get_result_display() if row.done_at else row.get_why_display(),
            "who": row.user,
        }
        for row in rows
    ]


def title_of(row: CallBack) -> str:
    return _("Call back: %(customer)s") % {"customer": row.customer or _("somebody who answered anonymously")}


def details_of(row: CallBack) -> list[str]:
    """What it is about, why, and how often it was tried."""
    about, tried = about_of(row)
    return [about, row.get_why_display(), tried]


def about_of(row: CallBack) -> list[str]:
    """The ticket or the round, and how often nobody was reached."""
    about = row.ticket.short_number if row.ticket else quarter_name(row.round.quarter) if row.round else ""
    tried = _("not reached %(count)s times") % {"count": row.attempts} if row.attempts else ""
    return [about, tried]


def answers_of(row: CallBack) -> list[tuple[str, str]]:
    """What a named customer answered, for the person who calls."""
    response = row.response
    if response is None:
        return []
    found: list[tuple[str, str]] = []
    if response.csat is not None:
        words = dict(scale_words("satisfaction", 5)).get(response.csat, "")
        found.append((_("Satisfaction with handling"), f"{response.csat} {words}"))
    if response.nps is not None:
        found.append((_("Recommend"), str(response.nps)))
    if response.solved is not None:
        found.append((_("Problem solved"), _("Yes") if response.solved else _("No")))
    if response.comment:
        found.append((_("Survey comment"), mask_text(response.comment)))
    return found


def tabs(current: str, sees_all: bool) -> list[dict[str, Any]]:
    labels = {"mine": _("Mine"), "open": _("To be called"), "done": _("Done")}
    shown = TABS if sees_all else ("mine", "done")
    return [{"url": f"?tab={tab}", "label": labels[tab], "current": tab == current} for tab in shown]


def home_items(user: User, now: datetime) -> list[dict[str, Any]]:
    """The calls that the user owes, for the start page."""
    return [
        {
            "url": row.get_absolute_url(),
            "due": row.due_at,
            "state": state_of(row, now),
            "title": title_of(row),
            "details": details_of(row),
            "tag": _("Call-back"),
            "who": user,
            "action": _("Call customer"),
        }
        for row in waiting_for(user)[:SHOWN]
    ]
