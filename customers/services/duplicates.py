"""Finds possible duplicates by comparing all customers, and records what users decide (A5)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import combinations
from typing import Any

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from aftersales.kernel.errors import InvalidInput, ensure, gettext_noop
from aftersales.kernel.lists import chunks
from aftersales.staff.models import Actor
from aftersales.store.writing import lock, save_with_history

from ..enums import PairState, SameBy
from ..models import Contact, Customer, DuplicatePair
from ..permissions import can_merge
from ..queries.customer import MIN_PHONE
from ..rules.merging import likeness

# If more customers share a phone number (of a switchboard) or a name, no two of them are likely duplicates.
MAX_ALIKE = 8
BATCH = 1_000


def scan(*, now: datetime) -> int:
    """Compare all customers; returns how many pairs are new. Known pairs stay as they are.

    It is safe to repeat, also concurrently, because a pair is unique.
    """
    found: dict[tuple[int, int], set[str]] = defaultdict(set)
    for reason, groups in ((SameBy.PHONE, _same_phone()), (SameBy.NAME, _same_name())):
        for group in groups:
            for pair in combinations(sorted(group), 2):
                found[pair].add(reason.value)
    return sum(_save_pairs(batch, now) for batch in chunks(found.items(), BATCH))


def _same_name() -> Iterator[set[int]]:
    shared = Customer.objects.exclude(name_key="").order_by().values("name_key").annotate(n=Count("pk"))
    keys = shared.filter(n__gt=1, n__lte=MAX_ALIKE).values("name_key")
    rows = Customer.objects.filter(name_key__in=keys).order_by("name_key").values_list("name_key", "pk")
    return _groups(rows)


def _same_phone() -> Iterator[set[int]]:
    """Customers with the same number, also if one has it as its own and the other as a contact's."""
    owners: dict[str, set[int]] = defaultdict(set)
    for rows in (_shared_numbers(Customer, "pk"), _shared_numbers(Contact, "customer_id")):
        for digits, pk in rows.iterator(chunk_size=5_000):
            owners[digits].add(pk)
    return (group for group in owners.values() if 1 < len(group) <= MAX_ALIKE)


def _shared_numbers(model: type[Customer] | type[Contact], owner: str) -> QuerySet[Any]:
    """Phone numbers that occur more than once among all customers and contacts."""
    other = Contact if model is Customer else Customer
    own = model.objects.order_by().values("phone_digits").annotate(n=Count("pk")).filter(n__gt=1)
    elsewhere = other.objects.order_by().values("phone_digits")
    rows: QuerySet[Any] = model.objects.order_by().exclude(phone_digits="")
    shared = rows.filter(Q(phone_digits__in=own.values("phone_digits")) | Q(phone_digits__in=elsewhere))
    return shared.filter(phone_digits__regex=rf"^.{{{MIN_PHONE},}}$").values_list("phone_digits", owner)


def _groups(rows: Iterable[tuple[str, int]]) -> Iterator[set[int]]:
    groups: dict[str, set[int]] = defaultdict(set)
    for key, pk in rows:
        groups[key].add(pk)
    yield from groups.values()


@transaction.atomic
def _save_pairs(batch: list[tuple[tuple[int, int], set[str]]], now: datetime) -> int:
    rows = [
        DuplicatePair(
            first_id=first, second_id=second, reasons=sorted(reasons), likeness=likeness(reasons), found_at=now
        )
        for (first, second), reasons in batch
    ]
    before = DuplicatePair.objects.count()
    DuplicatePair.objects.bulk_create(rows, ignore_conflicts=True)
    return DuplicatePair.objects.count() - before


@transaction.atomic
def keep_apart(*, actor: Actor, now: datetime, pair_id: int, reason: str) -> DuplicatePair:
    """Record that a pair is two different customers. It is not listed again."""
    ensure(can_merge(actor))
    pair = lock(DuplicatePair, pk=pair_id)
    if not reason.strip():
        raise InvalidInput(
            gettext_noop("Explain why these are different customers."), code="reason_missing", field="reason"
        )
    pair.state, pair.decided_by, pair.decided_at, pair.reason = PairState.APART, actor, now, reason.strip()[:200]
    return save_with_history(pair, actor=actor, reason=reason.strip()[:100])
