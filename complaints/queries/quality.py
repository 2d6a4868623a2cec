"""Reads about investigations and actions."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from aftersales.staff.models import User

from ..enums import ActionState, InvestigationState, Kind
from ..models import Action, Investigation, InvestigationReport, Ticket
from ..permissions import quality as quality
from ..rules import capa
from .ticket_list import filtered

# What is found, in the order of the report.
FINDINGS = ("on_site_findings", "identification", "cause", "responsibility", "handling")
# What speaks against a batch: a wish or a question does not.
ABOUT_PRODUCTS = (Kind.COMPLAINT, Kind.RETURN, Kind.EXCHANGE, Kind.REPAIR)
INVESTIGATION_TABS: dict[str, Q] = {
    "open": Q(state=InvestigationState.OPEN),
    "reported": Q(state=InvestigationState.REPORTED),
    "decided": Q(state=InvestigationState.DECIDED),
    "closed": Q(state=InvestigationState.CLOSED),
}
ACTION_TABS: dict[str, Q] = {
    "open": Q(state__in=[ActionState.OPEN, ActionState.INEFFECTIVE]),
    "verify": Q(state=ActionState.DONE),
    "effective": Q(state=ActionState.EFFECTIVE),
}
# Which tab of the page shows which of them, and whether only one's own.
ACTION_LISTS = {"mine": ("open", True), "actions": ("open", False), "verify": ("verify", False)}


def same_batch(ticket: Ticket) -> QuerySet[Ticket]:
    """Every other complaint about the batch of the same product."""
    if not ticket.batch:
        return Ticket.objects.none()
    others = Ticket.objects.filter(batch=ticket.batch, kind__in=ABOUT_PRODUCTS).exclude(pk=ticket.pk)
    if ticket.product_sold_id:
        others = others.filter(product_sold__product=ticket.product_sold.product_id)  # type: ignore[union-attr]
    return others.order_by("-reported_at", "-pk")


def investigations(user: User, tab: str = "") -> QuerySet[Investigation]:
    """What the user may see, the nearest deadline first; closed ones the latest first."""
    rows = quality.visible_investigations(user).filter(INVESTIGATION_TABS.get(tab, Q()))
    rows = rows.select_related("lead", "ticket__customer", "ticket__product_sold__product")
    return rows.order_by("-closed_at", "-pk") if tab == "closed" else rows.order_by("due_at", "pk")


def actions(user: User, tab: str = "", *, mine: bool = False) -> QuerySet[Action]:
    """What the user may see, the nearest date first."""
    rows = quality.visible_actions(user).filter(ACTION_TABS.get(tab, Q()))
    if mine:
        rows = rows.filter(owner=user)
    return rows.select_related("owner", "investigation", "ticket").order_by("due_on", "pk")


def tab_counts(user: User) -> dict[str, int]:
    """How many stand in each tab of the quality pages."""
    counted = {name: Count("pk", filter=where) for name, where in INVESTIGATION_TABS.items() if name != "closed"}
    counts = quality.visible_investigations(user).aggregate(**counted)
    open_action = ACTION_TABS["open"]
    more = quality.visible_actions(user).aggregate(
        mine=Count("pk", filter=open_action & Q(owner=user)),
        actions=Count("pk", filter=open_action),
        verify=Count("pk", filter=ACTION_TABS["verify"]),
    )
    return {**counts, **more}


def deciding_obstacles(investigation: Investigation, reports: Iterable[InvestigationReport]) -> list[str]:
    """Why the meeting cannot decide yet: codes of capa.OBSTACLES."""
    findings = {name: getattr(investigation, name) for name in FINDINGS}
    return capa.deciding_obstacles(findings, [(row.snapshot["findings"], bool(row.signed_at)) for row in reports])


def people_by_department() -> QuerySet[User]:
    return User.objects.select_related("department").order_by("department__code", "name", "pk")


def batch_count(investigation: Investigation, user: User) -> dict[str, Any] | None:
    """The complaints about the batch that this user may open, counted as the list that the figure opens."""
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
