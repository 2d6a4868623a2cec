"""What erasing a customer's personal data means for tickets.

Open tickets prevent it; afterwards the search text of the tickets is rebuilt.
"""

from __future__ import annotations

from django.db import transaction

from aftersales.kernel.errors import RuleViolation, gettext_noop
from aftersales.web.figures import listed
from customers.models import Customer

from ..enums import OPEN_STATES
from ..models import Ticket
from ..signals import open_cases_of
from .search import FOUND_BY, index

SHOWN = 3


def refuse_open_work(*, customer: Customer) -> None:
    """Raise RuleViolation if a ticket of the customer, or an open case about a ticket, exists."""
    tickets = Ticket.objects.filter(customer=customer)
    numbers = list(tickets.filter(state__in=OPEN_STATES).values_list("number", flat=True)[:SHOWN])
    numbers += open_cases_of(tickets)[:SHOWN]
    if numbers:
        raise RuleViolation(
            gettext_noop("Close open items first: %(numbers)s."),
            code="open_work",
            params={"numbers": listed(numbers)},
        )


@transaction.atomic
def index_anew(*, customer: Customer) -> None:
    """Rebuild the search text of the customer's tickets, so that erased words no longer find them."""
    rows = list(Ticket.objects.select_for_update(of=("self",)).filter(customer=customer))
    for row in rows:
        index(row)
    Ticket.objects.bulk_update(rows, FOUND_BY, batch_size=500)
