"""Mails the customer a copy of the record of a visit, once.

The mail is a row of the outbox, written in the transaction that marks the visit. It names only the visit; the words are
read when it is sent. It answers a visit that took place, so the limit of contacts does not count it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from aftersales.kernel.errors import Conflict, RuleViolation, ensure
from aftersales.notifications.services.notifications import mail_out
from aftersales.office.queries import company
from aftersales.staff.models import Actor
from aftersales.store.dates import company_date
from customers.enums import Channel, ContactPurpose, Direction
from customers.queries.opting import opted_out
from customers.services.interactions import record_interaction

from ..enums import VisitState
from ..models import Visit
from ..permissions import can_record
from ..queries.letters import mail_address
from .common import locked, save

COPY = "visits.copy"


@transaction.atomic
def send_copy(*, actor: Actor, now: datetime, visit_id: int, version: int | None = None) -> Visit:
    """Mail the record of a visit to the person who was met, else to the customer. Refused if they do not want mail
    about visits, at this moment, or have no address. A second copy is refused (409)."""
    visit = locked(actor, visit_id, version)
    ensure(can_record(actor, visit))
    if visit.copy_sent_at:
        raise Conflict(_("The copy was sent already."), code="sent_already")
    if visit.state != VisitState.DONE:
        raise RuleViolation(_("Only a follow-up that took place has a record."), code="no_record")
    customer, contact = visit.customer, visit.contact or visit.customer.main_contact
    who = customer.pk, contact.pk if contact else None
    if who in opted_out({who}, ContactPurpose.VISIT, Channel.EMAIL):
        raise RuleViolation(_("The customer does not want mail about follow-ups."), code="opted_out")
    if not (address := copy_address(visit)):
        raise RuleViolation(_("Neither the contact nor the customer has a mail address."), code="no_address")
    visit.copy_sent_at = now
    save(visit, actor, "copy sent", now)
    record_interaction(
        actor=actor,
        now=now,
        customer=customer,
        contact=contact,
        direction=Direction.OUT,
        channel=Channel.EMAIL,
        body=_("Copy of the record of the follow-up sent"),
    )
    mail_out(
        address=address,
        language=settings.LANGUAGE_CODE,
        template=COPY,
        params={"visit": visit.pk},
        key=f"visit-copy:{visit.pk}",
        now=now,
    )
    return visit


def copy_address(visit: Visit) -> str:
    """The address of the person who was met, else that of the customer. Empty if the data was erased."""
    if visit.customer.erased_at:
        return ""
    own = visit.contact.email if visit.contact else ""
    return own or mail_address(visit.customer)


def mail_params(params: dict[str, Any]) -> dict[str, Any]:
    """The words of the record, added when the mail is sent, so that they are not in the outbox."""
    visit = Visit.objects.select_related("customer", "ticket", "recorded_by").get(pk=params["visit"])
    names = company()
    with override(settings.LANGUAGE_CODE):
        return {
            **params,
            "day": company_date(visit.took_place_at).isoformat() if visit.took_place_at else "",
            "record": "\n".join(f"{label}: {text}" for label, text in _lines(visit) if text),
            "company": names.name,
            "phone": names.phone,
        }


def _lines(visit: Visit) -> list[tuple[str, str]]:
    return [
        (_("Rep"), str(visit.recorded_by or "")),
        (_("Person met"), visit.met_whom),
        (_("Requirements"), visit.requirements),
        (_("Opinions"), visit.opinions),
        (_("Suggestions"), visit.suggestions),
        (_("Promised to the customer"), visit.promised),
        (_("Ticket"), visit.ticket.number if visit.ticket else ""),
    ]
