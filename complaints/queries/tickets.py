"""Reads tickets: for their page, by a search text, and others that may be about the same problem."""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, When

from aftersales.search.text import phone_gram, query_grams
from aftersales.staff.models import User
from aftersales.store.dates import company_date
from customers.models import Customer

from ..enums import OPEN_STATES
from ..models import Proposal, RiskFlag, Ticket, TicketTag
from ..permissions import visible_to
from .risk import same_matter, same_problem_days

SHOWN = 20
SIMILAR_DAYS = 92
# So many of the newest tickets are searched before the index is used: they contain most frequent words.
NEWEST = 2000
CANDIDATES = 1000
_A_NUMBER = re.compile(r"[0-9]{5,}|.*[^0-9 ][0-9]{3,}")
_EVER = datetime(1970, 1, 1, tzinfo=UTC)
_ORDER = ("-reported_at", "-pk")


def tickets_for_page(user: User) -> QuerySet[Ticket]:
    """The tickets that the user may see, with what the page of a ticket needs: related rows, and which others exist."""
    open_too = Ticket.objects.filter(customer=OuterRef("customer"), state__in=OPEN_STATES).exclude(pk=OuterRef("pk"))
    rows = visible_to(user).annotate(
        has_sibling=Exists(open_too),
        has_proposal=Exists(Proposal.objects.filter(ticket=OuterRef("pk"))),
        has_tags=Exists(TicketTag.objects.filter(ticket=OuterRef("pk"))),
        has_risk=Exists(RiskFlag.objects.filter(ticket=OuterRef("pk"))),
    )
    return rows.select_related(
        "customer__region",
        "customer__rep",
        "contact",
        "purchase__product",
        "owner",
        "region",
        "department",
        "binding_decision",
    )


def find_tickets(user: User, text: str, customers: Iterable[Customer] = (), limit: int = 8) -> list[Ticket]:
    """The tickets with the text in number, subject, description or batch, and the tickets of the given customers.

    The newest come first, but a ticket whose number equals the text comes before all others.
    """
    plain, grams = text.strip().upper(), query_grams(text)
    if not grams:
        return []
    of_customers = Q(customer__in=[customer.pk for customer in customers])
    visible = visible_to(user).select_related("customer").order_by(*_ORDER)
    if phone := phone_gram(text):
        with_phone = visible_to(user).filter(search_text__grams=[phone]).order_by().values("pk")[:CANDIDATES]
        of_customers |= Q(pk__in=list(with_phone.values_list("pk", flat=True)))
    newest = visible.filter(Q(search_text__holds=grams) | of_customers, reported_at__gte=_newest_since())
    found = list(newest[:limit])
    if len(found) < limit or _A_NUMBER.fullmatch(plain):
        indexed = visible_to(user).filter(search_text__grams=grams).order_by().values("pk")[:CANDIDATES]
        number_first = Case(When(Q(number=plain) | Q(number__endswith=f"-{plain}"), then=0), default=1)
        found = list(visible.filter(Q(pk__found_by=indexed) | of_customers).order_by(number_first, *_ORDER)[:limit])
    return found


def _newest_since() -> datetime:
    """When the oldest of the newest tickets was reported.

    This is a value and not a subquery, because PostgreSQL estimates that a subquery matches a third of all rows.
    """
    newest = Ticket.objects.order_by(*_ORDER).values_list("reported_at", flat=True)
    return next(iter(newest[NEWEST - 1 : NEWEST]), _EVER)


def selected_tickets(user: User, numbers: Sequence[str]) -> QuerySet[Ticket]:
    """The tickets with these numbers that the user may see."""
    return visible_to(user).filter(number__in=numbers).select_related("owner", "customer")


def siblings(user: User, ticket: Ticket) -> list[Ticket]:
    """The customer's other open tickets; those about the same purchase come first."""
    if ticket.customer_id is None:
        return []
    rows = visible_to(user).filter(customer=ticket.customer_id, state__in=OPEN_STATES).exclude(pk=ticket.pk)[:SHOWN]
    return sorted(rows, key=lambda row: row.purchase_id != ticket.purchase_id)


def merged_with(ticket: Ticket, user: User, events: set[str]) -> list[Ticket]:
    """The tickets that this ticket was merged into, or that were merged into it.

    events: the codes of the events in its conversation, so that tickets without a merge need no database query.
    """
    ids: Q | None = Q(pk=ticket.merged_into_id) if ticket.merged_into_id else None
    if "merge_received" in events:
        ids = Q(merged_into=ticket) | (ids or Q(pk=None))
    return list(visible_to(user).filter(ids)[:SHOWN]) if ids is not None else []


def similar(user: User, customer_id: int, purchase_id: int | None, now: datetime, limit: int = 4) -> list[Ticket]:
    """The customer's tickets of the last quarter. If a purchase is given: those about it, and other open ones."""
    since = now - timedelta(days=SIMILAR_DAYS)
    rows = visible_to(user).filter(customer_id=customer_id, reported_at__gte=since)
    if purchase_id:
        rows = rows.filter(Q(purchase_id=purchase_id) | Q(closed_at=None))
    return list(rows.select_related("purchase__product", "owner")[:limit])


def repeats(customer_id: int, purchase_id: int | None, now: datetime) -> dict[str, int]:
    """The number of complaints about the purchase within the days of the risk rule for repeats (T10)."""
    days = same_problem_days(company_date(now))
    if purchase_id is None or days is None:
        return {}
    unsaved = Ticket(customer_id=customer_id, purchase_id=purchase_id, reported_at=now)
    count = same_matter(unsaved, days).count()
    return {"count": count, "days": days} if count else {}


def living(ticket: Ticket) -> Ticket:
    """The ticket itself, or the one into which it was merged in the end."""
    while ticket.merged_into:
        ticket = ticket.merged_into
    return ticket


def address_of(ticket: Ticket) -> str:
    """The email address of the contact, else of the customer; empty if there is none."""
    return (ticket.contact and ticket.contact.email) or (ticket.customer and ticket.customer.email) or ""
