"""Which tickets have a review: every opinion and suggestion has one, and no other ticket that is undecided (T8)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from aftersales.staff.models import Actor
from aftersales.store.dates import company_date
from aftersales.store.sweeping import together_or_each
from aftersales.store.writing import create_all_with_history, delete_with_history, lock_all
from complaints.enums import IDEAS, OPEN_STATES
from complaints.models import Ticket
from complaints.services.common import locked_ticket

from ..enums import ReviewState
from ..models import SuggestionReview, SuggestionTheme
from ..queries.suggestions import names_of, unreviewed
from ..rules.themes import theme_keys
from ..rules.workflow import REVIEW

UNTOUCHED = (ReviewState.WAITING, ReviewState.ANSWERED)


@transaction.atomic
def follow_ticket(*, ticket_id: int, actor: Actor, now: datetime) -> SuggestionReview | None:
    """Give an opinion or suggestion its review, after it was logged or its type was changed. The review of what turned
    out to be something else is dropped, unless it was decided on. Safe to repeat."""
    ticket = locked_ticket(ticket_id)
    row = SuggestionReview.objects.filter(ticket=ticket).first()
    if ticket.kind in IDEAS:
        return row or _reviews([ticket], actor=actor)[0]
    if row is not None and row.state in UNTOUCHED and row.decided_at is None:
        delete_with_history(row, actor=actor, reason="type changed")
        return None
    return row


def review_tickets(*, now: datetime, limit: int = 500) -> int:
    """Give their reviews to opinions and suggestions of the past, and to those that were imported in bulk; returns how
    many. What was over by then waits for nobody, but counts for the themes."""
    keys = list(unreviewed().values_list("pk", flat=True)[:limit])
    return together_or_each(keys, _review) if keys else 0


@transaction.atomic
def _review(keys: list[int]) -> int:
    """The tickets are locked, so that two sweeps at once make no review twice."""
    rows = unreviewed().filter(pk__in=keys).select_related("customer", "contact")
    found = lock_all(rows.prefetch_related("customer__contacts"))
    known = set(SuggestionReview.objects.filter(ticket__in=found).values_list("ticket", flat=True))
    return len(_reviews([ticket for ticket in found if ticket.pk not in known], actor=None))


def _reviews(tickets: list[Ticket], *, actor: Actor) -> list[SuggestionReview]:
    rows = [
        SuggestionReview(
            ticket=ticket,
            state=REVIEW.initial if ticket.state in OPEN_STATES else REVIEW.next(REVIEW.initial, "leave"),
            received_at=ticket.received_at,
            received_on=company_date(ticket.received_at),
        )
        for ticket in tickets
    ]
    made = create_all_with_history(SuggestionReview, rows, actor=actor, reason="suggestion received")
    themes = [
        SuggestionTheme(review=row, key=key, received_on=row.received_on)
        for row in made
        for key in theme_keys(f"{row.ticket.subject}\n{row.ticket.description}", names_of(row.ticket))
    ]
    SuggestionTheme.objects.bulk_create(themes, batch_size=1000)
    return list(made)
