"""What waited for somebody to investigate belongs to the investigation that is opened."""

from aftersales.staff.models import Actor
from aftersales.store.writing import lock_all, save_with_history

from ..models import Investigation, Objection
from ..rules.workflow import OBJECTION


def take_up_objection(investigation: Investigation, *, actor: Actor) -> None:
    """What the customer objected to before. The caller has locked the ticket."""
    waiting = Objection.objects.filter(ticket=investigation.ticket, investigation=None)
    for row in lock_all(waiting.exclude(state__in=OBJECTION.final)):
        row.investigation, row.version = investigation, row.version + 1
        save_with_history(row, actor=actor, reason="investigated")
