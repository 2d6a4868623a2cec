"""The visits that are due in writing, and what was sent."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from aftersales.office.queries import company
from aftersales.staff.models import Actor, User
from aftersales.web.moments import day
from customers.enums import ContactPurpose
from customers.models import Contact, Customer
from customers.queries.opting import opt_outs

from ..enums import LetterChannel, VisitState
from ..models import LetterBatch, LetterTemplate, Visit, VisitLetter
from ..permissions import can_send_letters, visible_to
from .lists import with_customer


def due_letters(user: Actor, channel: str, today: date) -> QuerySet[Visit]:
    """The visits by this channel that are due to be written and were not. Left out: who does not want it, who is
    erased, who has no address, and for whom the manager decides first."""
    refused = opt_outs(ContactPurpose.VISIT, channel).filter(customer=OuterRef("customer"))
    refused = refused.filter(Q(contact=None) | Q(contact__is_primary=True))
    visits = visible_to(user).filter(channel=channel, state=VisitState.PLANNED, undecided_since=None)
    visits = visits.filter(planned_on__lte=today).filter(_reachable(channel), letter=None, customer__erased_at=None)
    return with_customer(visits.exclude(Exists(refused))).order_by("planned_on", "pk")


def _reachable(channel: str) -> Any:
    if channel == LetterChannel.LETTER:
        return ~Q(customer__address="")
    mailed = Contact.objects.filter(customer=OuterRef("customer")).exclude(email="")
    return ~Q(customer__email="") | Exists(mailed)


def mail_address(customer: Customer) -> str:
    """The address of the main contact, else that of the customer, else of any contact. Prefetch `contacts`."""
    contact = customer.main_contact
    others = (one.email for one in customer.contacts.all() if one.email)
    return (contact.email if contact else "") or customer.email or next(others, "")


def values_of(visit: Visit, language: str) -> dict[str, str]:
    """What stands in place of the placeholders, never a gap: without a contact the customer is greeted, without a rep
    the company answers. Call it while the language is active."""
    ours, contact = company(), visit.customer.main_contact
    name = ours.name_en or ours.name if language == "en" else ours.name
    return {
        "customer": visit.customer.name,
        "contact": contact.name if contact else visit.customer.name,
        "due_on": day(visit.due_on),
        "rep": str(visit.rep or name),
        "company": name,
        "company_phone": ours.phone,
    }


def templates(channel: str = "") -> QuerySet[LetterTemplate]:
    rows = LetterTemplate.objects.order_by("name", "pk")
    return rows.filter(channel=channel, is_active=True) if channel else rows


def batches() -> QuerySet[LetterBatch]:
    return LetterBatch.objects.select_related("template", "sent_by").order_by("-sent_at", "-pk")


def letters_of(user: User, batch: LetterBatch) -> QuerySet[VisitLetter]:
    """The letters of a batch to customers whom the user sees. An erased customer gets no letter."""
    if not can_send_letters(user):
        return VisitLetter.objects.none()
    visits = visible_to(user).filter(customer__erased_at=None).values("pk")
    rows = VisitLetter.objects.filter(batch=batch, visit__in=visits).select_related("visit__customer")
    return rows.prefetch_related("visit__customer__contacts").order_by("pk")
