"""Queries of investigations."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from aftersales.staff.models import User
from complaints.enums import ABOUT_PRODUCTS
from complaints.models import Ticket
from complaints.queries.ticket_list import filtered

from ..enums import ActionKind, InvestigationState
from ..models import Investigation, InvestigationReport, Objection
from ..permissions import TEAM_MEMBERS, visible_investigations
from ..rules import capa
from ..rules.workflow import OBJECTION

# The fields of the findings, in the order of the report.
FINDINGS = ("on_site_findings", "identification", "cause", "responsibility", "handling")
INVESTIGATION_TABS: dict[str, Q] = {
    "open": Q(state=InvestigationState.OPEN),
    "reported": Q(state=InvestigationState.REPORTED),
    "decided": Q(state=InvestigationState.DECIDED),
    "closed": Q(state=InvestigationState.CLOSED),
    "lately": Q(),
}
# Each by an index: investigation_due within a tab, and that of the number.
INVESTIGATION_SORTS = {
    "due": ("due_at", "pk"),
    "-due": ("-due_at", "-pk"),
    "number": ("number", "pk"),
    "-number": ("-number", "-pk"),
}
# The days that the share of those solved in time looks back.
LATELY = timedelta(days=90)


def same_batch(ticket: Ticket) -> QuerySet[Ticket]:
    """The other complaints about the same batch of the same product."""
    if not ticket.batch:
        return Ticket.objects.none()
    others = Ticket.objects.filter(batch=ticket.batch, kind__in=ABOUT_PRODUCTS).exclude(pk=ticket.pk)
    if ticket.purchase_id:
        others = others.filter(purchase__product=ticket.purchase.product_id)  # type: ignore[union-attr]
    return others.order_by("-reported_at", "-pk")


def investigations(user: User, tab: str = "", sort: str = "") -> QuerySet[Investigation]:
    """The investigations of a tab that the user may see. sort: one of INVESTIGATION_SORTS; else the nearest deadline
    first, of closed ones the latest first."""
    rows = visible_investigations(user).filter(INVESTIGATION_TABS.get(tab, Q()))
    if tab == "lately":
        rows = due_lately(rows, timezone.now())
    rows = rows.select_related("lead", "ticket__customer", "ticket__purchase__product")
    order = ("-closed_at", "-pk") if tab == "closed" else INVESTIGATION_SORTS["due"]
    return rows.order_by(*INVESTIGATION_SORTS.get(sort, order))


def due_lately(rows: QuerySet[Investigation], now: datetime) -> QuerySet[Investigation]:
    """Those that came due in the last 90 days, whatever became of them."""
    return rows.filter(due_at__gt=now - LATELY, due_at__lte=now)


def open_numbers(tickets: QuerySet[Ticket], *, undecided: bool = False) -> list[str]:
    """The numbers of the investigations of these tickets that are not closed. undecided: only those on which the
    meeting has not decided; once it has, what is left is watching whether the actions work, which takes months and
    keeps no customer waiting."""
    over = [InvestigationState.CLOSED, *([InvestigationState.DECIDED] if undecided else [])]
    rows = Investigation.objects.filter(ticket__in=tickets).exclude(state__in=over)
    return list(rows.order_by("pk").values_list("number", flat=True))


def deciding_obstacles(investigation: Investigation, reports: Iterable[InvestigationReport]) -> list[str]:
    """Why the meeting cannot decide yet, as codes of capa.OBSTACLES."""
    findings = {name: getattr(investigation, name) for name in FINDINGS}
    return capa.deciding_obstacles(findings, [(row.snapshot["findings"], bool(row.signed_at)) for row in reports])


def closing_obstacles(investigation: Investigation) -> list[str]:
    """Why the investigation cannot be closed yet, as codes of capa.OBSTACLES."""
    states = [action.state for action in investigation.actions.all()]
    unsettled = Objection.objects.filter(investigation=investigation).exclude(state__in=OBJECTION.final)
    return capa.closing_obstacles(action_states=states, objections=unsettled.exists())


def lacking(investigation: Investigation) -> dict[str, Any]:
    """What the report still lacks: the fields and the depth that the severity demands, with their labels."""
    values = {name: getattr(investigation, name) for name in capa.REQUIRED_FOR_REPORT}
    deep = capa.missing_depth(
        investigation.severity,
        whys=investigation.whys,
        causes=investigation.causes,
        contained=any(row.kind == ActionKind.CONTAINMENT for row in investigation.actions.all()),
    )
    fields = {name: capa.REQUIRED_FOR_REPORT[name] for name in capa.missing_for_report(values)}
    return fields | {name: capa.DEPTH_LABELS[name] for name in deep}


def missing_functions(investigation: Investigation) -> list[str]:
    """The functions of which nobody is in the team, as values of TeamFunction."""
    people = [investigation.lead, *investigation.team.all()]
    return capa.missing_functions(person.department.function for person in people if person.department)


def offered_for(function: str, investigation: Investigation) -> User | None:
    """Somebody who could speak for a function in the team."""
    gone = [row.person_id for row in investigation.stood_down.all()]
    people = User.objects.filter(is_active=True, department__function=function, role__in=TEAM_MEMBERS)
    people = people.exclude(pk__in=gone).exclude(pk=investigation.ticket.complained_of_id or 0)
    return people.order_by("role", "pk").first()


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
