"""Numbers of documents: gap-free within a transaction, never used twice."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from aftersales.web.service import lock

from ..models import NumberSequence


def next_number(prefix: str, *, now: datetime, digits: int = 5) -> str:
    """The next number of a kind in the company's year: TK-2026-00001."""
    return next_numbers(prefix, 1, now=now, digits=digits)[0]


@transaction.atomic
def next_numbers(prefix: str, count: int, *, now: datetime, digits: int = 5) -> list[str]:
    """Several at once, for imports."""
    year = timezone.localtime(now).year
    key = f"{prefix}-{year}"
    first = next_in(key, count)
    return [f"{key}-{n:0{digits}d}" for n in range(first, first + count)]


@transaction.atomic
def next_in(key: str, count: int = 1) -> int:
    """The first of the next numbers of a sequence: a year's tickets, a day's visitors."""
    NumberSequence.objects.bulk_create([NumberSequence(key=key)], ignore_conflicts=True)
    row = lock(NumberSequence, key=key)
    first = row.last + 1
    row.last += count
    row.save(update_fields=["last"])
    return first
