"""The order in which rows are locked: ticket, investigation, then the rest.

An event in the conversation and a new action refer to the ticket, so that the database locks it for them. Whoever
holds the investigation at that moment and not the ticket waits for one who holds the ticket and wants the
investigation.
"""

from django.db.models import Model

from aftersales.store.writing import lock
from complaints.services.common import locked_ticket

from ..models import Investigation


def locked_investigation(investigation_id: int) -> Investigation:
    """The investigation, locked after its ticket."""
    lock_ticket_of(Investigation, investigation_id)
    return lock(Investigation, pk=investigation_id)


def lock_ticket_of(model: type[Model], pk: int | None) -> None:
    """Lock the ticket of a row that has one."""
    ticket_id = model._default_manager.filter(pk=pk).values_list("ticket_id", flat=True).first()
    if ticket_id:
        locked_ticket(ticket_id)
