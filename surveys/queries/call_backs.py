"""Call-backs that a user may see, and who served a customer."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.utils.crypto import salted_hmac

from aftersales.staff.enums import Role
from aftersales.staff.models import User
from aftersales.staff.queries import absences_on, people_with_role
from complaints.enums import EntryKind
from complaints.models import Ticket, TicketEntry
from customers.models import Customer
from visits.models import Visit

from ..enums import CallBackResult
from ..models import CallBack, Invitation
from ..permissions import visible_call_backs
from ..rules.call_backs import Candidate

# Who is asked to call, in this order.
CALLERS = (Role.SERVICE, Role.MANAGER, Role.GM)
YEAR = timedelta(days=365)
DAY = timedelta(hours=24)
TABS = ("mine", "open", "done")


def served_by(customer: Customer | None, ticket: Ticket | None, now: datetime) -> set[int]:
    """The users who served the customer: on this ticket, or on any ticket or visit of the last year, and the account
    rep. After a ticket only those of the ticket and the rep, because it is about that service."""
    found: set[int | None] = {customer.rep_id} if customer else set()
    if ticket is not None:
        found.add(ticket.owner_id)
        spoken = TicketEntry.objects.filter(ticket=ticket, kind=EntryKind.REPLY)
        found |= set(spoken.values_list("author", flat=True))
    elif customer is not None:
        found |= set(
            Ticket.objects.filter(customer=customer, reported_at__gte=now - YEAR).values_list("owner", flat=True)
        )
        found |= set(
            Visit.objects.filter(customer=customer, took_place_at__gte=now - YEAR).values_list("rep", flat=True)
        )
    return {pk for pk in found if pk is not None}


def once_key(invitation: Invitation) -> str:
    """Stands on the call-back that somebody asked for with this invitation. Who reads the database alone cannot tell
    from it which invitation that was."""
    return salted_hmac("surveys.call_me", str(invitation.pk), algorithm="sha256").hexdigest()


def has_asked_for_call(invitation: Invitation) -> bool:
    return CallBack.objects.filter(once=once_key(invitation)).exists()


def candidates(today: date) -> list[Candidate]:
    away = set(absences_on(today).values_list("absent", flat=True))
    waiting = Count("call_backs", filter=Q(call_backs__done_at=None))
    rows = people_with_role(*CALLERS).annotate(waiting=waiting).order_by("pk")
    return [Candidate(row.pk, CALLERS.index(Role(row.role)), row.waiting, row.pk in away) for row in rows]


def waiting_for(user: User) -> QuerySet[CallBack]:
    """The calls that this user still owes, and for managers those that nobody owes."""
    mine = Q(user=user) | (Q(user=None) if user.role == Role.MANAGER else Q(pk__in=[]))
    return with_details(CallBack.objects.filter(mine, done_at=None)).order_by("due_at", "pk")


def with_details(rows: QuerySet[CallBack]) -> QuerySet[CallBack]:
    return rows.select_related("customer__region", "ticket", "user", "done_by", "response", "round")


def listed(user: User, tab: str) -> QuerySet[CallBack]:
    """Of a tab: the user's own that are open, all that are open, or those that are done, the latest first."""
    rows = with_details(visible_call_backs(user))
    if tab == "done":
        return rows.filter(done_at__isnull=False).order_by("-done_at", "-pk")
    rows = rows.filter(done_at=None)
    return (rows.filter(user=user) if tab == "mine" else rows).order_by("due_at", "pk")


def open_for(customer: Customer, user: User) -> CallBack | None:
    """The open call-back of a customer, if the user may see it."""
    return visible_call_backs(user).filter(customer=customer, done_at=None).order_by("due_at").first()


def figures(quarter: str) -> dict[str, Any]:
    """The call-backs of a quarter: opened, called within 24 hours, satisfied afterwards, still waiting."""
    rows = CallBack.objects.filter(Q(response__quarter=quarter) | Q(round__quarter=quarter))
    quick = Q(done_at__isnull=False, done_at__lte=F("opened_at") + DAY)
    return rows.aggregate(
        opened=Count("pk"),
        quick=Count("pk", filter=quick),
        satisfied=Count("pk", filter=Q(result=CallBackResult.SATISFIED)),
        waiting=Count("pk", filter=Q(done_at=None)),
    )
