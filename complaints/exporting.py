"""Lists of tickets and what follows from them that may leave the house."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from aftersales.staff.enums import TICKET_READERS
from aftersales.tables.exporting import Column, Listing, Params, Shape, offer
from customers.permissions import EDITORS
from customers.permissions import READERS as CUSTOMER_READERS

from .forms.lists import FilterForm
from .models import Action, Approval, Investigation, Ticket
from .permissions import APPROVAL_READERS
from .permissions.quality import READERS as QUALITY_READERS
from .queries import quality
from .queries.approval_page import approvals_of
from .queries.ticket_list import FILTERS, filtered, listed

TYPED = frozenset({"q", "batch", "product"})


def reveals(user: Any) -> bool:
    return user.role in EDITORS


def _tickets(user: Any, params: Params, now: datetime) -> QuerySet[Ticket]:
    rows = listed(filtered(user, params, now), params.get("sort", ""))
    return rows.select_related("customer", "contact", "owner", "product_sold__product", "region")


def _approvals(user: Any, params: Params, now: datetime) -> QuerySet[Approval]:
    return approvals_of(user, params.get("tab", ""), now)[0]


def _investigations(user: Any, params: Params, now: datetime) -> QuerySet[Investigation]:
    tab = params.get("tab", "open")
    return quality.investigations(user, tab if tab in quality.INVESTIGATION_TABS else "open")


def _investigations_seen(user: Any, rows: Any, params: Params) -> Any:
    """Whose customer it is stands there for those who see the archive."""
    for row in rows:
        row.__dict__["shown_customer"] = row.ticket.customer if user.role in CUSTOMER_READERS else None
    return rows


def _actions(user: Any, params: Params, now: datetime) -> QuerySet[Action]:
    state, mine = quality.ACTION_LISTS.get(params.get("tab", "mine"), quality.ACTION_LISTS["mine"])
    return quality.actions(user, state, mine=mine)


def product_of(ticket: Ticket) -> str:
    return str(ticket.product.code) if ticket.product else ticket.category


TICKETS = (
    Column(_("Number"), "number"),
    Column(_("Due"), "next_due_at", Shape.MOMENT),
    Column(_("Subject"), "subject"),
    Column(_("Customer number"), "customer.number"),
    Column(_("Customer"), "customer", personal="name"),
    Column(_("Contact"), "contact", personal="name"),
    Column(_("Phone"), "contact", personal="phone"),
    Column(_("Kind"), "get_kind_display"),
    Column(_("Channel"), "get_channel_display"),
    Column(_("Severity"), "get_severity_display"),
    Column(_("Product"), product_of),
    Column(_("Batch"), "batch"),
    Column(_("Stage"), "get_state_display"),
    Column(_("Owner"), "owner"),
    Column(_("Region"), "region"),
    Column(_("Logged"), "reported_at", Shape.MOMENT),
    Column(_("Updated"), "updated_at", Shape.MOMENT),
    Column(_("Closed"), "closed_at", Shape.MOMENT),
)
APPROVALS = (
    Column(_("Ticket"), "proposal.ticket.number"),
    Column(_("Subject"), "proposal.ticket.subject"),
    Column(_("Customer"), "proposal.ticket.customer", personal="name"),
    Column(_("Remedy"), "proposal.get_remedy_display"),
    Column(_("Amount"), "amount", Shape.MONEY),
    Column(_("Approved amount"), "approved_amount", Shape.MONEY),
    Column(_("State"), "get_state_display"),
    Column(_("Proposed by"), "proposal.proposed_by"),
    Column(_("Submitted by"), "submitted_by"),
    Column(_("Submitted"), "submitted_at", Shape.MOMENT),
    Column(_("Decided"), "decided_at", Shape.MOMENT),
)
INVESTIGATIONS = (
    Column(_("Number"), "number"),
    Column(_("What is investigated"), "title"),
    Column(_("Ticket"), "ticket.number"),
    Column(_("Customer"), "shown_customer", personal="name"),
    Column(_("Product"), lambda row: product_of(row.ticket)),
    Column(_("Batch"), "ticket.batch"),
    Column(_("Stage"), "get_state_display"),
    Column(_("Led by"), "lead"),
    Column(_("Opened"), "opened_at", Shape.MOMENT),
    Column(_("Due"), "due_at", Shape.MOMENT),
    Column(_("Decided"), "decided_at", Shape.MOMENT),
    Column(_("Closed"), "closed_at", Shape.MOMENT),
)
ACTIONS = (
    Column(_("Number"), "number"),
    Column(_("What is to be done"), "title"),
    Column(_("Kind"), "get_kind_display"),
    Column(_("Investigation"), "investigation.number"),
    Column(_("Ticket"), "ticket.number"),
    Column(_("Owner"), "owner"),
    Column(_("Due"), "due_on", Shape.DATE),
    Column(_("State"), "get_state_display"),
    Column(_("Done"), "done_at", Shape.MOMENT),
    Column(_("Verified"), "verified_at", Shape.MOMENT),
)


def offer_lists() -> None:
    tab = {"tab": _("View")}
    offer(
        Listing(
            "tickets",
            _("Tickets"),
            TICKET_READERS,
            _tickets,
            TICKETS,
            page="tickets",
            typed=TYPED,
            reveals=reveals,
            word=FilterForm.word,
            filters={**FILTERS, "sort": _("Order")},
        ),
        Listing("approvals", _("Approvals"), APPROVAL_READERS, _approvals, APPROVALS, page="approvals", filters=tab),
        Listing(
            "investigations",
            _("Investigations"),
            QUALITY_READERS,
            _investigations,
            INVESTIGATIONS,
            page="investigations",
            filters=tab,
            dress=_investigations_seen,
        ),
        Listing("actions", _("Quality actions"), QUALITY_READERS, _actions, ACTIONS, page="actions", filters=tab),
    )
