"""Finding a ticket by what is said in it: the newest first, the number itself before all."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime

from django.db.models import Case, Q, When

from aftersales.search.text import query_grams
from aftersales.staff.models import User
from customers.models import Customer

from ..models import Ticket
from ..permissions import visible_to

NEWEST = 2000  # looked through before the index is asked: a word of many tickets is in some of them
CANDIDATES = 1000
_A_NUMBER = re.compile(r"[0-9]{5,}|.*[^0-9 ][0-9]{3,}")
_EVER = datetime(1970, 1, 1, tzinfo=UTC)
_ORDER = ("-reported_at", "-pk")


def find_tickets(user: User, text: str, customers: Iterable[Customer] = (), limit: int = 8) -> list[Ticket]:
    """Those that hold the text (number, subject, description, batch), and those of the customers that were found."""
    plain, grams = text.strip().upper(), query_grams(text)
    if not grams:
        return []
    theirs = Q(customer__in=[customer.pk for customer in customers])
    seen = visible_to(user).select_related("customer").order_by(*_ORDER)
    said = Q(search_text__holds=grams)
    found = list(seen.filter(said | theirs, reported_at__gte=_since())[:limit])
    if len(found) < limit or _A_NUMBER.fullmatch(plain):
        held = visible_to(user).filter(search_text__grams=grams).order_by().values("pk")[:CANDIDATES]
        meant = Case(When(Q(number=plain) | Q(number__endswith=f"-{plain}"), then=0), default=1)
        found = list(seen.filter(Q(pk__found_by=held) | theirs).order_by(meant, *_ORDER)[:limit])
    return found


def _since() -> datetime:
    """A moment, because of a question PostgreSQL thinks that it lets a third of all rows pass."""
    newest = Ticket.objects.order_by(*_ORDER).values_list("reported_at", flat=True)
    return next(iter(newest[NEWEST - 1 : NEWEST]), _EVER)
