"""Signals of complaints, sent inside the transaction."""

from typing import Any

from django.dispatch import Signal

# kwargs: ticket, actor, now
ticket_logged = Signal()
ticket_closed = Signal()
ticket_reopened = Signal()
# kwargs: tickets (a QuerySet). Answers are lists of numbers: what is still open about these tickets elsewhere.
# A ticket with an open case is not closed or merged into another, nor is its customer erased.
open_cases_asked = Signal()


def open_cases_of(tickets: Any) -> list[str]:
    """The numbers of what is still open about the tickets in the apps above."""
    answers: list[tuple[Any, Any]] = open_cases_asked.send(sender=None, tickets=tickets)
    return [number for _receiver, numbers in answers for number in numbers]
