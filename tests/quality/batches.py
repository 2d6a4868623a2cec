"""Batches with their weeks: purchases and tickets written at once, as years of work would have left them."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from aftersales.store.dates import start_of
from complaints.models import Ticket
from complaints.quality.queries.batch_weeks import this_week
from customers.models import Customer, Product, Purchase
from tests.factories import NOW, Cast

WEEK = timedelta(weeks=1)
# HX-250 B2603-17, weeks 24 to 50; see rules/test_control_chart.py.
COMPLAINTS = [0, 1, 0, 2, 0, 1, 2, 0, 1, 1, 3, 1, 2, 0, 3, 3, 4, 3, 5, 4, 5, 6, 8, 10, 5, 3, 2]
UNITS = [118, 167, 223, 284, 338, 402, 467, 519, 578, 633, 687, 742, 790, 842, 885, 920, 952, 977, 1002, 1026, 1043]
UNITS += [1061, 1074, 1086, 1086, 1086, 1086]


def monday(back: int, now: datetime = NOW) -> date:
    """The Monday so many weeks ago."""
    return this_week(now) - back * WEEK


def sold(cast: Cast, product: Product, batch: str, quantity: int, on: date | None, customer: Customer | None = None):
    return Purchase.objects.create(
        customer=customer or cast.customer, product=product, batch=batch, quantity=quantity, purchased_on=on
    )


_numbers = iter(range(10**6))


def told(cast: Cast, purchase: Purchase, at: datetime, **values) -> Ticket:
    return Ticket.objects.create(
        **{
            "number": f"TB-2026-{next(_numbers):05}",
            "kind": "complaint",
            "channel": "hotline",
            "customer": purchase.customer,
            "purchase": purchase,
            "batch": purchase.batch,
            "subject": "温度漂移",
            "description": "箱内温度来回漂移",
            "received_at": at,
            "reported_at": at,
            "updated_at": at,
            "owner": cast.clerk,
            "quality_class": "intrinsic",
            **values,
        }
    )


def story(
    cast: Cast,
    product: Product,
    batch: str,
    *,
    complaints: Sequence[int] = COMPLAINTS,
    units: Sequence[int] = UNITS,
    last: date | None = None,
    **values,
) -> list[Ticket]:
    """A batch whose last week begins on `last`, by default the last whole one. Sold on Mondays, complained about on
    Wednesdays."""
    last = last or monday(1)
    tickets, before, row = [], 0, None
    for place, (count, total) in enumerate(zip(complaints, units, strict=True)):
        week = last - (len(units) - 1 - place) * WEEK
        if total > before:
            row = sold(cast, product, batch, total - before, week)
            before = total
        at = start_of(week) + timedelta(days=2, hours=10)
        tickets += [told(cast, row, at + timedelta(minutes=n), **values) for n in range(count)]
    return tickets
