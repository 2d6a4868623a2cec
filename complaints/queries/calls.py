"""Reads the calls that ring now, for the page on which they are logged."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from aftersales.staff.models import User
from aftersales.store.personal import masked_phone
from aftersales.web.figures import phone
from customers.enums import Direction
from customers.models import Contact, Customer
from customers.permissions import is_seen, visible_to

from ..models import Call

FADES = timedelta(minutes=30)
SHOWN = 3
CANDIDATES = 3


def calls_for(user: User, now: datetime) -> QuerySet[Call]:
    """Calls of the last half hour without a ticket, for this user or for no particular user. Missed ones are in their
    own queue."""
    rows = Call.objects.filter(Q(user=user) | Q(user=None), direction=Direction.IN, ticket=None, missed=None)
    return rows.filter(rang_at__gt=now - FADES).select_related("customer", "contact")


def call_of(user: User, pk: Any) -> Call | None:
    """The call that is being logged."""
    rows = Call.objects.filter(Q(user=user) | Q(user=None)).select_related("customer", "contact")
    return rows.filter(pk=int(pk)).first() if str(pk or "").isdigit() and len(str(pk)) < 10 else None


@dataclass(frozen=True)
class CallerChoice:
    """A customer who may be calling, and the URL that logs the call for this customer."""

    label: str
    url: str


@dataclass(frozen=True)
class RingingCall:
    """A call on the page. phone: masked if the customer is known. url: logs the call without a customer."""

    call: Call
    phone: str
    seconds: int
    choices: list[CallerChoice]
    url: str


def ringing(user: User, now: datetime) -> list[RingingCall]:
    """The calls for the user, each with the customers who may be calling."""
    calls = list(calls_for(user, now)[:SHOWN])
    known = _candidates(user, {call.phone_digits for call in calls if call.customer is None and call.phone_digits})
    return [_ringing_call(call, user, now, known.get(call.phone_digits, [])) for call in calls]


def _ringing_call(call: Call, user: User, now: datetime, others: list[Customer]) -> RingingCall:
    mine = call.customer if call.customer and is_seen(user, call.customer) else None
    choices = [mine] if mine else others
    name = call.contact.name if mine and call.contact else ""
    return RingingCall(
        call=call,
        phone=masked_phone(call.phone) if choices else phone(call.phone) or _("Number withheld"),
        seconds=max(0, int((now - call.rang_at).total_seconds())),
        choices=[CallerChoice(" ".join(filter(None, [c.name, name])), _url(call, c)) for c in choices],
        url=_url(call, None),
    )


def _url(call: Call, customer: Customer | None) -> str:
    chosen = {"customer": customer.number} if customer else {}
    return f"{reverse('ticket_new')}?{urlencode({'call': call.pk, **chosen})}"


def _candidates(user: User, numbers: set[str]) -> dict[str, list[Customer]]:
    """The customers by phone number; several may have the same number."""
    if not numbers:
        return {}
    found: dict[str, dict[int, Customer]] = {number: {} for number in numbers}
    seen = visible_to(user)
    for customer in seen.filter(phone_digits__in=numbers)[:20]:
        found[customer.phone_digits][customer.pk] = customer
    people = Contact.objects.filter(phone_digits__in=numbers, customer__in=seen.order_by().values("pk"))
    for contact in people.select_related("customer")[:20]:
        found[contact.phone_digits][contact.customer_id] = contact.customer
    return {number: list(rows.values())[:CANDIDATES] for number, rows in found.items()}
