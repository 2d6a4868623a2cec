"""Signals of complaints. They are sent inside the transaction."""

from typing import Any

from django.dispatch import Signal

# kwargs: ticket, actor, now
ticket_logged = Signal()
ticket_closed = Signal()
ticket_reopened = Signal()
# kwargs: tickets (a QuerySet). Receivers return the numbers of the open cases of these tickets as a list.
# A ticket with an open case cannot be closed or merged into another, and its customer cannot be erased.
open_cases_asked = Signal()


def open_cases_of(tickets: Any) -> list[str]:
    """The numbers of the open cases that the apps above have for these tickets."""
    answers: list[tuple[Any, Any]] = open_cases_asked.send(sender=None, tickets=tickets)
    return [number for _receiver, numbers in answers for number in numbers]
