"""What keeps a ticket from being closed."""

from __future__ import annotations

from decimal import Decimal

from ..enums import ApprovalState, InvestigateNeed
from ..models import Approval, Fulfilment, FulfilmentLine, Refund, Ticket
from ..rules.closing import FULFILMENT_OVER, closing_obstacles
from ..signals import open_cases_of


def obstacles_to_closing(ticket: Ticket) -> list[str]:
    """The reasons why the ticket can't be closed, as codes of rules.closing.OBSTACLES."""
    rows = list(Fulfilment.objects.filter(proposal__ticket=ticket).exclude(state="cancelled"))
    lines = FulfilmentLine.objects.filter(fulfilment__in=rows)
    # Added here and not by the database: SQLite adds money as floating point numbers.
    refunds = Refund.objects.filter(fulfilment__in=rows)
    return closing_obstacles(
        approval_pending=Approval.objects.filter(proposal__ticket=ticket, state=ApprovalState.PENDING).exists(),
        fulfilment_state=min((row.state for row in rows), key=FULFILMENT_OVER.__contains__, default=None),
        refund_due=sum((row.payable for row in rows), Decimal(0)),
        refunded=sum(refunds.values_list("amount", flat=True), Decimal(0)),
        goods=[line.count for line in lines],
        customer_confirmed=ticket.confirmed_at is not None,
        open_cases=len(open_cases(ticket)),
        investigate_needed=ticket.investigate == InvestigateNeed.NEEDED,
    )


def open_cases(ticket: Ticket) -> list[str]:
    """Numbers of what other departments still do for the ticket."""
    return open_cases_of(Ticket.objects.filter(pk=ticket.pk), closing=True)
