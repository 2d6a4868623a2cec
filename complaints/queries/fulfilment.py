"""Reads fulfilments."""

from django.db.models import Prefetch

from ..enums import FulfilmentState
from ..models import Fulfilment, FulfilmentLine, Ticket

OVER = (FulfilmentState.DONE, FulfilmentState.CANCELLED)
# Lines with their returned units, and the users who received and inspected them.
LINES = Prefetch(
    "lines",
    FulfilmentLine.objects.select_related("line__purchase__product", "received_by", "inspected_by").prefetch_related(
        "units"
    ),
)


def fulfilment_of(ticket: Ticket) -> Fulfilment | None:
    """The ticket's current or latest fulfilment, with its lines."""
    rows = Fulfilment.objects.filter(proposal__ticket=ticket).exclude(state=FulfilmentState.CANCELLED)
    rows = rows.select_related("proposal", "department", "paying_department").prefetch_related(LINES)
    return rows.order_by("-started_at", "-pk").first()
