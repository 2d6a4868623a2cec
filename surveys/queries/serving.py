"""Who sold to or served a customer lately, and must not interview them (S4)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q

from aftersales.store.dates import company_date
from complaints.models import Ticket, TicketEntry
from customers.models import Customer, Interaction
from visits.models import Visit

LOOK_BACK = timedelta(days=365)


def served(user_id: int, now: datetime, customer: str = "customer") -> Any:
    """Rows whose customer (the path `customer`) the user sold to, spoke with, visited or worked for within a year."""
    since, who = now - LOOK_BACK, OuterRef(customer)
    tickets = Ticket.objects.filter(Q(owner_id=user_id) | Q(opened_by_id=user_id), customer=who)
    wrote = TicketEntry.objects.filter(author_id=user_id, at__gte=since, ticket__customer=who)
    talked = Interaction.objects.filter(user_id=user_id, at__gte=since, customer=who)
    # Whoever gave the customer away lately still counts.
    was_rep = Customer.history.filter(id=who, rep_id=user_id, history_date__gte=since)
    visited = Visit.objects.filter(rep_id=user_id, customer=who, due_on__gte=company_date(since))
    return (
        Q(**{f"{customer}__rep_id": user_id})
        | Exists(tickets.filter(Q(reported_at__gte=since) | Q(closed_at=None) | Q(closed_at__gte=since)))
        | Exists(was_rep)
        | Exists(wrote)
        | Exists(talked)
        | Exists(visited)
    )
