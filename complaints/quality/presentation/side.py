"""The side column on the page of an investigation."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from aftersales.staff.models import User
from complaints.permissions import visible_to as visible_tickets
from customers.permissions import READERS as CUSTOMER_READERS

from ..enums import InvestigationState
from ..models import Investigation
from ..permissions import BATCH_READERS
from ..queries.investigations import batch_count
from .batch_list import batch_spark
from .common import due_state
from .costs import cost_section
from .record import SideSection

SideOf = Callable[[Investigation, User, datetime], SideSection | None]


def limits_side(investigation: Investigation, user: User, now: datetime) -> SideSection:
    """The time limits."""
    state = due_state(investigation.due_at, now, over=investigation.state == InvestigationState.CLOSED)
    return SideSection("limits", _("Deadlines"), context={"state": state})


def tickets_side(investigation: Investigation, user: User, now: datetime) -> SideSection:
    """The ticket that the investigation is about."""
    seen = visible_tickets(user).filter(pk=investigation.ticket_id).exists()
    context = {"rows": [investigation.ticket], "seen": seen}
    return SideSection("tickets", _("Ticket"), investigation.ticket.short_number, context=context)


def customer_side(investigation: Investigation, user: User, now: datetime) -> SideSection | None:
    """The customer, for those who may read customers."""
    customer = investigation.ticket.customer
    if customer is None or user.role not in CUSTOMER_READERS:
        return None
    url = reverse("customer", args=[customer.number])
    context = {"customer": customer}
    return SideSection("customer", _("Customer"), str(customer), link_url=url, link=_("View customer"), context=context)


def batch_side(investigation: Investigation, user: User, now: datetime) -> SideSection | None:
    """The complaints about the same batch."""
    batch = batch_count(investigation, user)
    if batch is None:
        return None
    chart = batch_spark(investigation.ticket, now) if user.role in BATCH_READERS else None
    return SideSection("batch", pgettext("quality", "Batch"), batch["batch"], context={**batch, "chart": chart})


# The template of a section is quality/side/<key>.html. It reads the section as `section`, and the page.
SIDE: tuple[SideOf, ...] = (limits_side, tickets_side, customer_side, batch_side, cost_section)


def side(investigation: Investigation, user: User, now: datetime) -> list[SideSection]:
    """The sections of the side column that this user sees."""
    found = (side_of(investigation, user, now) for side_of in SIDE)
    return [section for section in found if section is not None]
