"""Reads the missed calls that wait to be called back."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from aftersales.staff.models import User
from aftersales.store.personal import masked_phone
from aftersales.web.figures import phone
from customers.enums import Direction
from customers.permissions import is_seen

from ..enums import MissedCallState
from ..models import Call, MissedCall
from ..permissions.calls import missed_calls_of
from ..rules.calls import UNHEARD

OLDEST = timedelta(days=2)  # what rang earlier was never looked for


def queue_of(user: User) -> QuerySet[MissedCall]:
    """The calls that this user may call back, the next due first."""
    rows = missed_calls_of(user).exclude(state=MissedCallState.DONE)
    return rows.select_related("call__customer", "call__contact", "call__user", "taken_by").order_by("due_at", "pk")


def unheard(now: datetime) -> QuerySet[Call]:
    """Incoming calls of which neither an answer nor a ticket is known, half an hour after the ring."""
    rows = Call.objects.filter(direction=Direction.IN, answered_at=None, ticket=None, missed=None)
    return rows.filter(rang_at__lte=now - UNHEARD, rang_at__gt=now - OLDEST).order_by("rang_at")


def late(now: datetime) -> QuerySet[MissedCall]:
    """Calls that were not called back in time, of which the managers do not know."""
    return MissedCall.objects.exclude(state=MissedCallState.DONE).filter(due_at__lt=now, alerted_at=None)


@dataclass(frozen=True)
class MissedCallRow:
    """A missed call on the page. phone: masked if the customer is known. url: logs a ticket from the call."""

    missed: MissedCall
    title: str
    contact: str
    state: str
    url: str


def rows_of(user: User, rows: Any, now: datetime) -> list[MissedCallRow]:
    """The rows of the page."""
    return [_row(user, row, now) for row in rows]


def _row(user: User, row: MissedCall, now: datetime) -> MissedCallRow:
    call = row.call
    mine = call.customer if call.customer and is_seen(user, call.customer) else None
    shown = masked_phone(call.phone) if mine else phone(call.phone) or _("Number withheld")
    chosen = {"customer": mine.number} if mine else {}
    return MissedCallRow(
        missed=row,
        title=" · ".join([mine.name, shown]) if mine else str(shown),
        contact=call.contact.name if mine and call.contact else "",
        state="late" if row.due_at and row.due_at < now else "due",
        url=f"{reverse('ticket_new')}?{urlencode({'call': call.pk, 'channel': 'phone', **chosen})}",
    )
