"""Ticket guests: users who see a ticket because they own other work about it."""

from __future__ import annotations

from collections.abc import Iterable

from aftersales.staff.models import User

from ..models import TicketGuest


def set_guests(*, ticket_id: int, reason: str, users: Iterable[User]) -> None:
    """Make exactly these users the ticket's guests for this reason. Users whose role shows the ticket still see it.

    reason: the number of the document that gives them access. The caller has locked that document.
    """
    wanted = {user.pk for user in users}
    present = TicketGuest.objects.filter(reason=reason, ticket=ticket_id)
    present.exclude(user__in=wanted).delete()
    new = wanted - set(present.values_list("user", flat=True))
    TicketGuest.objects.bulk_create(TicketGuest(ticket_id=ticket_id, user_id=pk, reason=reason) for pk in sorted(new))
