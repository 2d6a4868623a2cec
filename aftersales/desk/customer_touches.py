"""How often the customer was contacted this month, and what waits because that is enough."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from aftersales.web.moments import day
from customers.enums import TouchState
from customers.models import ContactTouch, Customer
from customers.queries.touches import contacts_of


def touches_of(customer: Customer, today: date) -> dict[str, Any]:
    said = contacts_of(customer, today)
    facts = {"n": said.counted, "most": said.per_month}
    text = _("%(n)s of at most %(most)s") % facts
    return {
        "text": text,
        "is_full": said.is_full,
        "rows": [_row(row) for row in said.this_month],
        "waiting": [_waiting(row) for row in said.waiting],
    }


def _row(row: ContactTouch) -> dict[str, Any]:
    note = "" if row.state == TouchState.COUNTED else row.get_state_display()
    return {"details": [row.get_purpose_display(), note], "side": day(row.on), "state": "ok"}


def _waiting(row: ContactTouch) -> dict[str, Any]:
    if row.state == TouchState.SKIPPED:
        return {"details": [row.get_purpose_display(), _("left out")], "side": day(row.wanted_on), "state": "paused"}
    waits = _("waits until %(day)s") % {"day": day(row.on)}
    return {"details": [row.get_purpose_display(), waits], "side": "", "state": "paused"}
