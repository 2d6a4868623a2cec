"""Who sees a ticket because of quality: the team of an investigation, and the owner of an action."""

from complaints.services.guests import set_guests

from ..models import Action, Investigation


def invite_team(investigation: Investigation) -> None:
    """The team sees the ticket. Called after every change of the team."""
    set_guests(ticket_id=investigation.ticket_id, reason=investigation.number, users=investigation.team.all())


def invite_owner(action: Action) -> None:
    """The owner sees the ticket, if the action belongs to one. Called after every change of the owner."""
    if action.ticket_id is not None:
        set_guests(ticket_id=action.ticket_id, reason=action.number, users=[action.owner])
