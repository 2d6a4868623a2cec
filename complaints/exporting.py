"""Lists of tickets and approvals that can be exported."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from aftersales.staff.enums import TICKET_READERS
from aftersales.staff.models import Region
from aftersales.tables.exporting import Column, Listing, Params, Shape, not_among
from customers.permissions import EDITORS

from .forms.lists import CHOICES, DATES, words
from .models import Approval, Ticket
from .permissions import APPROVAL_READERS
from .queries.approvals import TABS as APPROVAL_TABS
from .queries.approvals import approvals_of
from .queries.ticket_list import FILTERS, SORTS, filtered, is_day, listed

TYPED = frozenset({"q", "batch", "product"})


def reveals(user: Any) -> bool:
    return user.role in EDITORS


def _tickets(user: Any, params: Params, now: datetime) -> QuerySet[Ticket]:
    rows = listed(filtered(user, params, now), params.get("sort", ""))
    rows = rows.select_related("customer", "contact", "owner", "purchase__product", "region")
    return rows.prefetch_related("ticket_tags__tag__merged_into")


def _approvals(user: Any, params: Params, now: datetime) -> QuerySet[Approval]:
    return approvals_of(user, params.get("tab", ""), now)[0]


def _wrong(params: Params) -> set[str]:
    """The filters of tickets whose value is none of those that the page offers."""
    known = {name: [key for key, _label in choices] for name, choices in CHOICES.items()} | {"sort": SORTS}
    days = {name for name in DATES if params.get(name) and not is_day(params[name])}
    regions = set(params.get("region", "").split(",")) - {""}
    unknown = bool(regions) and regions - set(Region.objects.values_list("code", flat=True))
    return {*not_among(**known)(params), *days, *(["region"] if unknown else [])}


def product_of(ticket: Ticket) -> str:
    return str(ticket.product.code) if ticket.product else ticket.category


def tags_in_words(ticket: Ticket) -> str:
    """The rows of an export are read in batches, each with its tags."""
    shown = {use.tag.merged_into or use.tag for use in ticket.ticket_tags.all()}
    return ", ".join(sorted(tag.name for tag in shown))


TICKETS = (
    Column(_("Number"), "number"),
    Column(_("Due"), "next_due_at", Shape.MOMENT),
    Column(_("Subject"), "subject"),
    Column(_("Customer number"), "customer.number"),
    Column(_("Customer"), "customer", personal="name"),
    Column(_("Contact"), "contact", personal="name"),
    Column(_("Phone"), "contact", personal="phone"),
    Column(_("Type"), "get_kind_display"),
    Column(_("Channel"), "get_channel_display"),
    Column(_("Severity"), "get_severity_display"),
    Column(_("Quality class"), "quality_class_words"),
    Column(_("Safety implication"), "get_safety_display"),
    Column(_("Tags"), tags_in_words),
    Column(_("Customer request"), "get_remedy_sought_display"),
    Column(_("Alternatives told"), "alternatives_told"),
    Column(_("Product"), product_of),
    Column(_("Batch"), "batch"),
    Column(_("Status"), "get_state_display"),
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
    Column(_("At stake"), "stake", Shape.MONEY),
    Column(_("Amount for approval route"), "routing_amount", Shape.MONEY),
    Column(_("Approved amount"), "approved_amount", Shape.MONEY),
    Column(_("Status"), "get_state_display"),
    Column(_("Proposed by"), "proposal.proposed_by"),
    Column(_("Submitted by"), "submitted_by"),
    Column(_("Submitted at"), "submitted_at", Shape.MOMENT),
    Column(_("Decided"), "decided_at", Shape.MOMENT),
)


BY_TAB = {"tab": _("View")}
LISTINGS = (
    Listing(
        "tickets",
        _("Tickets"),
        TICKET_READERS,
        _tickets,
        TICKETS,
        page="tickets",
        typed=TYPED,
        reveals=reveals,
        words=words,
        filters={**FILTERS, "sort": _("Order")},
        wrong=_wrong,
    ),
    Listing(
        "approvals",
        _("Approvals"),
        APPROVAL_READERS,
        _approvals,
        APPROVALS,
        page="approvals",
        filters=BY_TAB,
        wrong=not_among(tab=APPROVAL_TABS),
    ),
)
