"""Reads canned replies: all, and those offered for a ticket."""

from datetime import datetime

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override

from aftersales.store.dates import company_date
from aftersales.web.moments import moment, short_when

from ..models import CannedReply, Ticket
from ..rules.canned_replies import CHINESE, fill, fits, language_of

OFFERED = 50


def canned_replies() -> QuerySet[CannedReply]:
    """All canned replies, in the order of the list."""
    return CannedReply.objects.order_by("-is_active", "position", "pk")


def canned_replies_for(ticket: Ticket, now: datetime) -> list[dict[str, str]]:
    """The canned replies for a ticket, with placeholders filled in: in the customer's language, then in the other.

    Leaves out replies with a placeholder that has no value for this ticket.
    """
    today = company_date(now)
    rows = CannedReply.objects.filter(
        Q(effective_until=None) | Q(effective_until__gte=today), is_active=True, effective_from__lte=today
    )
    meant = [r for r in rows if fits(kinds=r.kinds, channels=r.channels, kind=ticket.kind, channel=ticket.channel)]
    written = {"en": [row for row in meant if row.body_en], CHINESE: meant}
    theirs = language_of(ticket.description)
    return [
        row
        for code in sorted(written, key=lambda code: code != theirs)
        for row in _filled(written[code], ticket, now, code)
    ][:OFFERED]


def _filled(rows: list[CannedReply], ticket: Ticket, now: datetime, language: str) -> list[dict[str, str]]:
    with override(language):
        values = _values(ticket, now)
        filled = [(str(row), fill(row.text, values)) for row in rows]
    name = str(dict(settings.LANGUAGES)[language])
    return [{"label": label, "text": text, "language": name} for label, text in filled if text]


def _values(ticket: Ticket, now: datetime) -> dict[str, str]:
    due = ticket.next_due_at if ticket.next_due_at and ticket.next_due_at > now else None
    near = due is not None and (due - now).days < 6
    name = (ticket.contact.name if ticket.contact else "") or (ticket.customer.name if ticket.customer else "")
    return {
        "number": ticket.number,
        "customer": name or _("customer"),
        "due": "" if due is None else short_when(due, now) if near else moment(due, now),
    }
