"""Queries of objections."""

from datetime import datetime

from django.db.models import F, Q, QuerySet

from aftersales.staff.models import User
from aftersales.store.dates import company_date
from complaints.models import Ticket

from ..enums import ObjectionState
from ..models import Investigation, Objection
from ..permissions.objections import visible_objections
from .samples import UNSETTLED

OBJECTION_TABS: dict[str, Q] = {
    "unsettled": Q(state__in=UNSETTLED),
    "examining": Q(state=ObjectionState.EXAMINING),
    "verdict": Q(state=ObjectionState.VERDICT),
    "settled": ~Q(state__in=UNSETTLED),
}


def objections(user: User, tab: str = "") -> QuerySet[Objection]:
    """The objections of a tab that the user may see, the newest first."""
    rows = visible_objections(user).filter(OBJECTION_TABS.get(tab, Q()))
    rows = rows.select_related("ticket__customer", "ticket__purchase__product", "investigation", "recorded_by")
    return rows.order_by("-raised_at", "-pk")


def unsettled_numbers(tickets: QuerySet[Ticket]) -> list[str]:
    """The numbers of the objections of these tickets that are not settled."""
    rows = Objection.objects.filter(ticket__in=tickets, state__in=UNSETTLED)
    return list(rows.order_by("pk").values_list("number", flat=True))


def newest_investigation(ticket: Ticket) -> Investigation | None:
    """The investigation that an objection of this ticket is about."""
    return ticket.investigations.order_by("-pk").first()


def agreed_body(ticket: Ticket) -> str:
    """The inspection body that the contract names, or ""."""
    return ticket.purchase.inspection_body if ticket.purchase else ""


def to_remind(now: datetime) -> QuerySet[Objection]:
    """Objections whose verdict is overdue, of which nobody has been told."""
    rows = Objection.objects.filter(state=ObjectionState.EXAMINING, verdict_due_on__lt=company_date(now))
    return rows.exclude(reminded_on__isnull=False, reminded_on=F("verdict_due_on")).order_by("verdict_due_on", "pk")
