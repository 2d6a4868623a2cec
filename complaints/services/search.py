"""What a ticket is found by."""

from aftersales.web.text import grams

from ..models import Ticket

SUBJECT_LENGTH = 60


def subject_of(description: str) -> str:
    """The first sentence of what the customer said, for lists."""
    line = description.strip().splitlines()[0] if description.strip() else ""
    for sign in "。！？!?；;":
        head, found, _rest = line.partition(sign)
        if found and 4 <= len(head) <= SUBJECT_LENGTH:
            return head
    return line[:SUBJECT_LENGTH]


def search_text(ticket: Ticket) -> str:
    """The bigrams of number, subject, description and batch."""
    return grams(" ".join([ticket.number, ticket.subject, ticket.description, ticket.batch, ticket.problem_found]))
