"""Ticket guests because of quality: the team of an investigation, and the owner of an action."""

from complaints.services.guests import set_guests

from ..models import Action, Investigation


def invite_team(investigation: Investigation) -> None:
    """Let the team see the ticket. Call it after every change of the team."""
    set_guests(ticket_id=investigation.ticket_id, reason=investigation.number, users=investigation.team.all())


def invite_owner(action: Action) -> None:
    """Let the owner see the ticket, if the action belongs to one. Call it after every change of the owner."""
    if action.ticket_id is not None:
        set_guests(ticket_id=action.ticket_id, reason=action.number, users=[action.owner])
