"""Queries of investigations."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.urls import reverse

from aftersales.staff.models import User
from complaints.enums import ABOUT_PRODUCTS
from complaints.models import Ticket
from complaints.queries.ticket_list import filtered

from ..enums import InvestigationState
from ..models import Investigation, InvestigationReport
from ..permissions import visible_investigations
from ..rules import capa

# The fields of the findings, in the order of the report.
FINDINGS = ("on_site_findings", "identification", "cause", "responsibility", "handling")
INVESTIGATION_TABS: dict[str, Q] = {
    "open": Q(state=InvestigationState.OPEN),
    "reported": Q(state=InvestigationState.REPORTED),
    "decided": Q(state=InvestigationState.DECIDED),
    "closed": Q(state=InvestigationState.CLOSED),
}


def same_batch(ticket: Ticket) -> QuerySet[Ticket]:
    """The other complaints about the same batch of the same product."""
    if not ticket.batch:
        return Ticket.objects.none()
    others = Ticket.objects.filter(batch=ticket.batch, kind__in=ABOUT_PRODUCTS).exclude(pk=ticket.pk)
    if ticket.purchase_id:
        others = others.filter(purchase__product=ticket.purchase.product_id)  # type: ignore[union-attr]
    return others.order_by("-reported_at", "-pk")


def investigations(user: User, tab: str = "") -> QuerySet[Investigation]:
    """The investigations of a tab that the user may see, the nearest deadline first, closed ones the latest first."""
    rows = visible_investigations(user).filter(INVESTIGATION_TABS.get(tab, Q()))
    rows = rows.select_related("lead", "ticket__customer", "ticket__purchase__product")
    return rows.order_by("-closed_at", "-pk") if tab == "closed" else rows.order_by("due_at", "pk")


def open_numbers(tickets: QuerySet[Ticket]) -> list[str]:
    """The numbers of the investigations of these tickets that are not closed."""
    rows = Investigation.objects.filter(ticket__in=tickets).exclude(state=InvestigationState.CLOSED)
    return list(rows.order_by("pk").values_list("number", flat=True))


def deciding_obstacles(investigation: Investigation, reports: Iterable[InvestigationReport]) -> list[str]:
    """Why the meeting cannot decide yet, as codes of capa.OBSTACLES."""
    findings = {name: getattr(investigation, name) for name in FINDINGS}
    return capa.deciding_obstacles(findings, [(row.snapshot["findings"], bool(row.signed_at)) for row in reports])


def people_by_department() -> QuerySet[User]:
    return User.objects.select_related("department").order_by("department__code", "name", "pk")


def batch_count(investigation: Investigation, user: User) -> dict[str, Any] | None:
    """How many complaints about the batch the user may see, and the link to the list that shows exactly these."""
    ticket = investigation.ticket
    if not ticket.batch:
        return None
    asked = {"batch": ticket.batch, "kind": ",".join(ABOUT_PRODUCTS)}
    if ticket.product:
        asked["product"] = ticket.product.code
    rows = filtered(user, asked)
    newest = rows.exclude(pk=ticket.pk).order_by("-reported_at", "-pk")[:5]
    return {
        "batch": ticket.batch,
        "count": rows.count(),
        "newest": list(newest),
        "url": f"{reverse('tickets')}?{urlencode(asked)}",
    }
