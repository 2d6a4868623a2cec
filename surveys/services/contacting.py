"""Whether a customer may be contacted now, and that nobody is asked twice in a quarter (PIPL)."""

from __future__ import annotations

from datetime import datetime

from aftersales.staff.models import User
from aftersales.store.dates import company_date, start_of
from customers.enums import ContactPurpose
from customers.models import Contact, Customer
from customers.queries.opting import has_opted_out
from customers.rules.calling import against_wish

from ..enums import Channel, Loss
from ..queries.turns import asked_in
from ..rules.quarters import quarter_of


def why_not(
    *, customer: Customer, contact: Contact | None, purpose: str, channel: str, now: datetime, quarter: str = ""
) -> str:
    """Why the customer may not be contacted (a value of Loss); "" if nothing speaks against it.

    Whether they were asked before is only looked at for surveys. quarter: the one of the round; else the present one.
    """
    if customer.erased_at is not None:
        return Loss.GONE
    contact_id = contact.pk if contact else None
    if has_opted_out(customer.pk, purpose, channel, contact_id):
        return Loss.OPTED_OUT
    if channel == Channel.PHONE and customer.not_by_phone:
        return Loss.OPTED_OUT
    if purpose != ContactPurpose.SURVEY:
        return ""
    quarter = quarter or quarter_of(company_date(now))
    return Loss.ASKED_ALREADY if asked_in(customer.pk, contact_id, quarter) else ""


def may_contact(
    *, customer: Customer, contact: Contact | None = None, purpose: str, channel: str, now: datetime
) -> bool:
    """Whether the customer, or this contact, may be contacted now for a purpose ("survey", "visit", "campaign") by a
    channel ("email", "phone", "letter"). For surveys, also that they were not asked in this quarter."""
    return not why_not(customer=customer, contact=contact, purpose=purpose, channel=channel, now=now)


def may_call_now(customer: Customer, now: datetime) -> bool:
    """Whether the customer may be called at this time of day."""
    at = now.astimezone(start_of(company_date(now)).tzinfo).time()
    return not against_wish(
        direction="out", channel="phone", at=at, not_by_phone=customer.not_by_phone, not_before=customer.not_before
    )


def address_of(customer: Customer, contact: Contact | None) -> str:
    """The email address at which the customer is asked."""
    return (contact.email if contact else "") or customer.email


def phone_of(customer: Customer, contact: Contact | None) -> str:
    return (contact.phone if contact else "") or customer.phone


def is_own_address(address: str) -> bool:
    """Whether an email address belongs to a user of the system, who must never get the link of a customer."""
    return bool(address) and User.objects.filter(email__iexact=address.strip()).exists()


def touch_of(key: str) -> str:
    """The source by which an invitation is counted among the contacts of a month; key: of the invitation."""
    return f"survey {key}"
