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
from ..queries.alike import MIN_PHONE, core_keys, longer_than, same_name
from ..rules.merging import likeness

# If more customers share a phone number (of a switchboard) or a name, no two of them are likely duplicates.
MAX_ALIKE = 8
MAX_CORE = 40  # as many names of one brand are compared: most differ by city, trade or branch
BATCH, CHUNK = 1_000, 5_000
Pair = tuple[int, int]


def scan(*, now: datetime) -> int:
    """Compare all customers; returns how many pairs are new. Known pairs stay as they are.

    It is safe to repeat, also concurrently, because a pair is unique.
    """
    found: dict[tuple[int, int], set[str]] = defaultdict(set)
    for reason, pairs in ((SameBy.PHONE, _same_phone()), (SameBy.NAME, _same_name())):
        for one, other in pairs:
            found[min(one, other), max(one, other)].add(reason.value)
    return sum(_save_pairs(batch, now) for batch in chunks(found.items(), BATCH))


def _same_name() -> Iterator[Pair]:
    """Pairs of customers whose names may be the same, or one a short form of the other."""
    rows = Customer.objects.filter(erased_at=None).exclude(name_core="").order_by()
    shared = rows.values("name_core").annotate(n=Count("pk")).filter(n__gt=1, n__lte=MAX_CORE).values("name_core")
    listed = rows.filter(name_core__in=shared).values_list("name_core", "pk", "name")
    for group in _groups((core, (pk, name)) for core, pk, name in listed):
        alike = [(one, other) for one, other in combinations(group, 2) if same_name(one[1], other[1])]
        if len(alike) <= MAX_ALIKE * (MAX_ALIKE - 1) // 2:
            yield from ((one[0], other[0]) for one, other in alike)
    yield from _short_names(rows)


def _short_names(rows: QuerySet[Customer]) -> Iterator[Pair]:
    short: dict[str, list[tuple[int, str]]] = defaultdict(list)
    every = rows.values_list("name_core", "pk", "name")
    for core, pk, name in every.iterator(chunk_size=CHUNK):
        if " " in core and longer_than(name):
            short[core].append((pk, name))
    for core, pk, name in every.iterator(chunk_size=CHUNK):
        for key in core_keys(name)[1:] if " " in core else ():
            near = short.get(key, ()) if key != core else ()
            if len(near) <= MAX_ALIKE:
                yield from ((pk, other) for other, known in near if other != pk and same_name(name, known))


def _same_phone() -> Iterator[Pair]:
    """Pairs with the same number, also if one has it as its own and the other as a contact's, or without the area
    code."""
    owners: dict[str, set[int]] = defaultdict(set)
    for rows in (_shared_numbers(Customer, "pk"), _shared_numbers(Contact, "customer_id")):
        for digits, pk in rows.iterator(chunk_size=CHUNK):
            owners[digits].add(pk)
    for group in owners.values():
        if 1 < len(group) <= MAX_ALIKE:
            yield from combinations(group, 2)
    yield from _without_area_code()


def _without_area_code() -> Iterator[Pair]:
    """A number without its area code is one that ends in it, within one region."""
    local: dict[str, dict[int, int | None]] = defaultdict(dict)
    whole: dict[str, dict[int, int | None]] = defaultdict(dict)
    for model, owner, region in ((Customer, "pk", "region"), (Contact, "customer_id", "customer__region")):
        rows = model.objects.order_by().filter(phone_digits__regex=r"^[2-8][0-9]{6,7}$")
        for digits, pk, where in rows.values_list("phone_digits", owner, region).iterator(chunk_size=CHUNK):
            local[digits][pk] = where
    for batch in chunks(sorted(local), BATCH):
        for model, owner, region in ((Customer, "pk", "region"), (Contact, "customer_id", "customer__region")):
            rows = model.objects.order_by().filter(phone_local__in=batch)
            for digits, pk, where in rows.values_list("phone_local", owner, region):
                whole[digits][pk] = where
    for digits, group in local.items():
        near = whole.get(digits, {})
        for pk, where in group.items() if len(group) + len(near) <= MAX_ALIKE else ():
            yield from (
                (pk, other) for other, at in near.items() if pk != other and (at == where or None in (at, where))
            )


def _shared_numbers(model: type[Customer] | type[Contact], owner: str) -> QuerySet[Any]:
    """Phone numbers that occur more than once among all customers and contacts."""
    other = Contact if model is Customer else Customer
    own = model.objects.order_by().values("phone_digits").annotate(n=Count("pk")).filter(n__gt=1)
    elsewhere = other.objects.order_by().values("phone_digits")
    rows: QuerySet[Any] = model.objects.order_by().exclude(phone_digits="")
    shared = rows.filter(Q(phone_digits__in=own.values("phone_digits")) | Q(phone_digits__in=elsewhere))
    return shared.filter(phone_digits__regex=rf"^.{{{MIN_PHONE},}}$").values_list("phone_digits", owner)


def _groups(rows: Iterable[tuple[str, tuple[int, str]]]) -> Iterable[list[tuple[int, str]]]:
    groups: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for key, row in rows:
        groups[key].append(row)
    return groups.values()


@transaction.atomic
def _save_pairs(batch: list[tuple[tuple[int, int], set[str]]], now: datetime) -> int:
    rows = [
        DuplicatePair(
            first_id=first, second_id=second, reasons=sorted(reasons), likeness=likeness(reasons), found_at=now
        )
        for (first, second), reasons in batch
    ]
    DuplicatePair.objects.bulk_create(rows, ignore_conflicts=True)
    # The keys are known only now, and pairs that were there before have a history already.
    firsts = {row.first_id for row in rows}
    known = DuplicatePair.history.values("id")
    new = list(DuplicatePair.objects.filter(first__in=firsts).exclude(pk__in=known).order_by("pk"))
    DuplicatePair.history.bulk_history_create(new, batch_size=BATCH, default_change_reason="found by scan")
    return len(new)


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
