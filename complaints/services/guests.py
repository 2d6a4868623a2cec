"""Guests of a ticket: users who see it because work about it is theirs."""

from __future__ import annotations

from collections.abc import Iterable

from aftersales.staff.models import User

from ..models import TicketGuest


def set_guests(*, ticket_id: int, reason: str, users: Iterable[User]) -> None:
    """For this reason exactly these people see the ticket, if their role does not show it to them anyway.

    reason is the number of the document that gives them access. The caller has locked that document.
    """
    wanted = {user.pk for user in users}
    present = TicketGuest.objects.filter(reason=reason, ticket=ticket_id)
    present.exclude(user__in=wanted).delete()
    new = wanted - set(present.values_list("user", flat=True))
    TicketGuest.objects.bulk_create(TicketGuest(ticket_id=ticket_id, user_id=pk, reason=reason) for pk in sorted(new))
