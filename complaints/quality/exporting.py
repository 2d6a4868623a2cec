"""Lists of quality that can be exported."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from aftersales.tables.exporting import Column, Listing, Params, Shape
from complaints.exporting import product_of
from customers.models import Customer
from customers.permissions import READERS as CUSTOMER_READERS

from .models import Action, Investigation
from .permissions import READERS
from .queries.actions import ACTION_LISTS, actions
from .queries.investigations import INVESTIGATION_TABS, investigations


def _investigations(user: Any, params: Params, now: datetime) -> QuerySet[Investigation]:
    tab = params.get("tab", "open")
    return investigations(user, tab if tab in INVESTIGATION_TABS else "open")


@dataclass(frozen=True)
class ExportedInvestigation:
    """A row of the export. customer: None if the user may not see customers."""

    investigation: Investigation
    customer: Customer | None


def _investigations_seen(user: Any, rows: Any, params: Params) -> list[ExportedInvestigation]:
    shown = user.role in CUSTOMER_READERS
    return [ExportedInvestigation(row, row.ticket.customer if shown else None) for row in rows]


def _actions(user: Any, params: Params, now: datetime) -> QuerySet[Action]:
    state, mine = ACTION_LISTS.get(params.get("tab", "mine"), ACTION_LISTS["mine"])
    return actions(user, state, mine=mine)


INVESTIGATIONS = (
    Column(_("Number"), "investigation.number"),
    Column(_("Subject of investigation"), "investigation.title"),
    Column(_("Ticket"), "investigation.ticket.number"),
    Column(_("Customer"), "customer", personal="name"),
    Column(_("Product"), lambda row: product_of(row.investigation.ticket)),
    Column(_("Batch"), "investigation.ticket.batch"),
    Column(_("Status"), "investigation.get_state_display"),
    Column(_("Led by"), "investigation.lead"),
    Column(_("Opened"), "investigation.opened_at", Shape.MOMENT),
    Column(_("Due"), "investigation.due_at", Shape.MOMENT),
    Column(_("Decided"), "investigation.decided_at", Shape.MOMENT),
    Column(_("Closed"), "investigation.closed_at", Shape.MOMENT),
)
ACTIONS = (
    Column(_("Number"), "number"),
    Column(_("Action details"), "title"),
    Column(_("Type"), "get_kind_display"),
    Column(_("Investigation"), "investigation.number"),
    Column(_("Ticket"), "ticket.number"),
    Column(_("Owner"), "owner"),
    Column(_("Due"), "due_on", Shape.DATE),
    Column(_("Status"), "get_state_display"),
    Column(_("Done"), "done_at", Shape.MOMENT),
    Column(_("Verified at"), "verified_at", Shape.MOMENT),
)


BY_TAB = {"tab": _("View")}
LISTINGS = (
    Listing(
        "investigations",
        _("Investigations"),
        READERS,
        _investigations,
        INVESTIGATIONS,
        page="investigations",
        filters=BY_TAB,
        dress=_investigations_seen,
    ),
    Listing("actions", _("Quality actions"), READERS, _actions, ACTIONS, page="actions", filters=BY_TAB),
)
