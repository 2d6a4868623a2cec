"""The phone numbers that a rep takes along for the day, because without a network none can be revealed."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from aftersales.kernel.errors import ensure
from aftersales.staff.models import User
from aftersales.store.dates import company_date
from customers.permissions import can_reveal
from customers.services.personal_data import reveal_phone

from ..permissions import RECORDERS
from ..queries.lists import todays_visits
from ..queries.today import MOST_STOPS


@transaction.atomic
def take_numbers_along(*, actor: User, now: datetime) -> dict[int, str]:
    """The whole numbers of the actor's stops of today, by visit. Each is logged as revealed for a visit."""
    ensure(actor.role in RECORDERS)
    found = {}
    for visit in todays_visits(actor, company_date(now))[:MOST_STOPS]:
        contact = visit.customer.main_contact
        contact = contact if contact and contact.phone else None
        if not (contact or visit.customer.phone) or not can_reveal(actor, visit.customer):
            continue
        found[visit.pk] = reveal_phone(
            actor=actor,
            now=now,
            customer_id=visit.customer_id,
            contact_id=contact.pk if contact else None,
            reason=_("Follow-up visit"),
        )
    return found
