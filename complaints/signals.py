"""Signals of complaints. They are sent inside the transaction."""

from typing import Any

from django.dispatch import Signal

# kwargs: ticket, actor, now
ticket_logged = Signal()
# Its quality class, product or batch has changed.
ticket_classified = Signal()
ticket_closed = Signal()
ticket_reopened = Signal()
ticket_kind_changed = Signal()
# kwargs: tickets (a QuerySet). Receivers return the numbers of the open cases of these tickets as a list.
# A ticket with an open case cannot be closed or merged into another, and its customer cannot be erased. closing: only
# the cases that the closing of a ticket waits for.
open_cases_asked = Signal()


def open_cases_of(tickets: Any, *, closing: bool = False) -> list[str]:
    """The numbers of the open cases that the apps above have for these tickets."""
    answers: list[tuple[Any, Any]] = open_cases_asked.send(sender=None, tickets=tickets, closing=closing)
    return [number for _receiver, numbers in answers for number in numbers]
