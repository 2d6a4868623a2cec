"""The actions that a new ticket may reopen."""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from complaints.models import Ticket

from ..enums import ActionState
from ..models import Action, Recurrence
from ..rules.actions import REOPENS, Problem


def candidates(ticket: Ticket, *, since: datetime) -> QuerySet[Action]:
    """The actions about the product of the ticket that were judged effective since then. They were done before the
    ticket was reported: it tells of the problem although it should have ended. An action that another ticket has
    reopened is among them, so that it stays open when that ticket is dismissed."""
    if ticket.purchase is None:
        return Action.objects.none()
    judged = Q(state=ActionState.EFFECTIVE, done_at__lt=ticket.reported_at)
    again = Q(state=ActionState.OPEN) & Exists(Recurrence.objects.filter(action=OuterRef("pk"), dismissed_at=None))
    rows = Action.objects.filter(
        judged | again, product=ticket.purchase.product_id, kind__in=REOPENS, verified_at__gte=since
    )
    return rows.exclude(ticket=ticket).select_related("investigation", "ticket").order_by("pk")


def told_by(ticket: Ticket) -> Problem:
    """What a ticket tells of."""
    product = ticket.purchase.product_id if ticket.purchase else None
    return Problem(product, ticket.batch, _words(ticket))


def told_of(action: Action) -> Problem:
    """What an action was to end: the problem of its ticket."""
    return Problem(action.product_id, action.batch, _words(action.ticket) if action.ticket else "")


def _words(ticket: Ticket) -> str:
    return "\n".join(filter(None, (ticket.subject, ticket.problem_found, ticket.description)))
