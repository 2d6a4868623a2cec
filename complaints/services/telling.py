"""Mails that tell the customer what happens to a ticket: a receipt, and who is in charge now."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import InvalidInput
from aftersales.notifications.services.notifications import mail_out
from aftersales.staff.models import Actor, User
from customers.enums import Channel

from ..models import Ticket
from ..queries.tickets import address_of
from .common import event

# Who writes gets a receipt; who speaks with us has heard it.
WRITTEN = frozenset({Channel.EMAIL, Channel.WEB, Channel.LETTER, Channel.FAX})


def known_address(ticket: Ticket, *, field: str) -> str:
    """The same, or an error at the field that asks for a mail."""
    if address := address_of(ticket):
        return address
    raise InvalidInput(
        _("This customer has no email address. Add one, or reply another way."), code="no_address", field=field
    )


def send_receipt(ticket: Ticket, *, actor: Actor, now: datetime) -> None:
    """Tell a customer who wrote that the message arrived, under which number, and by when we answer. A receipt is no
    reply: no SLA target is met. Without an address nothing is sent."""
    address = address_of(ticket)
    if ticket.channel not in WRITTEN or not address:
        return
    template = "ticket_receipt" if ticket.next_due_at and ticket.next_due_at > now else "ticket_receipt_only"
    due = f"{timezone.localtime(ticket.next_due_at):%Y-%m-%d %H:%M}" if ticket.next_due_at else ""
    _mail(ticket, address, template, f"receipt:{ticket.pk}", now, due=due)
    event(ticket, "receipt_sent", actor=None, now=now)


def tell_new_owner(ticket: Ticket, to: User, *, actor: Actor, now: datetime) -> None:
    """Tell the customer who is in charge from now on."""
    address = known_address(ticket, field="tell_customer")
    key = f"handover:{ticket.pk}:{ticket.version}"
    _mail(ticket, address, "ticket_handover", key, now, owner=str(to))
    event(ticket, "handover_told", actor=actor, now=now, to=to)


def _mail(ticket: Ticket, address: str, template: str, key: str, now: datetime, **params: Any) -> None:
    about = {"number": ticket.number, "subject": ticket.subject, **params}
    mail_out(address=address, language="", template=template, key=key, now=now, params=about)
