"""The search text of tickets."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from aftersales.kernel.phones_in_text import found_in
from aftersales.search.text import grams, phone_gram
from aftersales.staff.models import Actor
from aftersales.store.personal import mask_text

from ..models import Ticket
from ..rules.problems import kind_of_complaint

SUBJECT_LENGTH = 60
BATCH = 500
INDEXED = ("number", "subject", "description", "batch", "problem_found", "search_text", "problem_kind")
FOUND_BY = ("search_text", "problem_kind")


def subject_of(description: str) -> str:
    """The first sentence of the description, as the subject in lists."""
    line = description.strip().splitlines()[0] if description.strip() else ""
    for sign in "。！？!?；;":
        head, found, _rest = line.partition(sign)
        if found and 4 <= len(head) <= SUBJECT_LENGTH:
            return mask_text(head)
    return mask_text(line)[:SUBJECT_LENGTH]


def search_text(ticket: Ticket) -> str:
    """The bigrams of number, subject, description, batch and problem. Phone numbers in them are found whole only,
    because many readers may not see them."""
    text = " ".join([ticket.number, ticket.subject, ticket.description, ticket.batch, ticket.problem_found])
    phones = dict.fromkeys(phone_gram(number) for number in found_in(text))
    return " ".join([grams(mask_text(text)), *phones]).strip()


def index(ticket: Ticket) -> None:
    """Set what the ticket is found by: its search text, and the kind of problem that its words name."""
    ticket.search_text = search_text(ticket)
    ticket.problem_kind = kind_of_complaint(ticket.problem_found, ticket.subject, ticket.description)


def index_missing(*, now: datetime, actor: Actor = None, limit: int = BATCH) -> int:
    """Index tickets without search text, which were not written by services. Safe to run twice at once."""
    return len(_index(Ticket.objects.filter(search_text=""), limit))


def index_all(*, now: datetime, actor: Actor = None) -> int:
    """Index all tickets again and write only changed rows. Returns the number of tickets checked."""
    last, total = 0, 0
    while done := _index(Ticket.objects.filter(pk__gt=last), BATCH):
        last, total = done[-1], total + len(done)
    return total


@transaction.atomic
def _index(rows: QuerySet[Ticket], limit: int) -> list[int]:
    found = list(rows.select_for_update(skip_locked=True).order_by("pk").only(*INDEXED)[:limit])
    new = []
    for row in found:
        before = (row.search_text, row.problem_kind)
        index(row)
        if before != (row.search_text, row.problem_kind):
            new.append(row)
    Ticket.objects.bulk_update(new, FOUND_BY, batch_size=100)
    return [row.pk for row in found]
