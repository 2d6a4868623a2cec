"""Keeps the contacts that we begin under the limit of the month: visits, surveys and notices of campaigns together.

Whoever contacts a customer claims the contact in the same transaction. A claim takes the lowest free place of the
month; the database does not let two who ask at once have the same one, so the limit holds without a lock on the
customer. The loser asks again. A claim may be repeated: it is known by its source.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from aftersales.staff.models import Actor
from aftersales.store.mass import create_new, create_new_columns
from aftersales.store.writing import lock_all, together

from ..enums import TouchState
from ..models import ContactTouch, Customer
from ..queries.touches import caps_on, slots_from, taken_slots
from ..rules.touches import Cap, free_slot, month_after, month_of, spare_slot


@dataclass(frozen=True)
class Claim:
    """A contact that is to be begun. excused: SAFETY is always let through and takes no place; AGREED is let through,
    and takes a place if there is one."""

    customer_id: int
    purpose: str
    source: str
    on: date
    excused: str = ""
    wanted_on: date | None = None

    @property
    def key(self) -> tuple[int, date]:
        return self.customer_id, month_of(self.on)


def claim(*, claims: Sequence[Claim], otherwise: str = "", actor: Actor = None, now: datetime) -> set[str]:
    """Claim contacts; returns the sources of those that may be begun. otherwise: what is noted of the others, WAITING
    for the next month or SKIPPED; nothing if empty. The caller has looked at wishes not to be contacted before."""
    caps = caps_on({one.on for one in claims})
    left = sorted(claims, key=lambda one: (*one.key, one.source))
    granted = set[str]()
    with together():
        while left:
            known = {row.source: row for row in lock_all(_rows_of(left))}
            held = {one.source for one in left if _holds(known.get(one.source), one)}
            let, refused, left = _try([one for one in left if one.source not in held], known, caps)
            granted |= held | let
            if otherwise:
                _note(refused, known, otherwise)
    return granted


class Wish(NamedTuple):
    """A contact that nobody has claimed yet. due_on: by when it should be."""

    customer_id: int
    source: str
    wanted_on: date
    due_on: date


def claim_days(
    *,
    wishes: Sequence[Wish],
    purpose: str,
    days_of: Callable[[Wish], Iterator[date]],
    actor: Actor = None,
    now: datetime,
) -> dict[str, date]:
    """Claim each contact on the first of its days whose month has room; returns the days by source. It is what claim
    does, for very many contacts at once. Who has no room on any day has no day. days_of: when a contact could be, the
    best first, which is wanted_on."""
    with together():
        found = _free_days(wishes, purpose, days_of)
        written = create_new_columns(ContactTouch, _columns(found, purpose), key="source")
        granted = {wish.source: on for wish, on, _slot in found if wish.source in written}
        # Somebody took the place at the same moment, or the source is known already.
        for wish in [wish for wish, _on, _slot in found if wish.source not in written]:
            for on in days_of(wish):
                one = Claim(wish.customer_id, purpose, wish.source, on, wanted_on=wish.wanted_on)
                if claim(claims=[one], actor=actor, now=now):
                    granted[wish.source] = on
                    break
    return granted


def _free_days(
    wishes: Sequence[Wish], purpose: str, days_of: Callable[[Wish], Iterator[date]]
) -> list[tuple[Wish, date, int | None]]:
    """The day of each wish and its place in the month, None if the purpose takes none."""
    caps = caps_on({wish.wanted_on for wish in wishes})
    first = min((month_of(day) for day in caps), default=date.max)
    taken = slots_from(first, [wish.customer_id for wish in wishes])
    found = list[tuple[Wish, date, int | None]]()
    # Most were not contacted yet: they have the first place on the day that is wanted.
    places = {on: free_slot((), cap.per_month) if cap.counts(purpose) else None for on, cap in caps.items()}
    for wish in wishes:
        lowest = places[wish.wanted_on]
        if lowest and wish.customer_id not in taken:
            found.append((wish, wish.wanted_on, lowest))
            taken[wish.customer_id] = {month_of(wish.wanted_on): {lowest}}
            continue
        for on in days_of(wish):
            if on not in caps:
                caps |= caps_on({on})
            slots = taken.setdefault(wish.customer_id, {}).setdefault(month_of(on), set())
            slot = free_slot(slots, caps[on].per_month) if (counts := caps[on].counts(purpose)) else None
            if slot or not counts:
                found.append((wish, on, slot))
                slots.update([slot] if slot else [])
                break
    return found


def _columns(found: Sequence[tuple[Wish, date, int | None]], purpose: str) -> dict[str, object]:
    months = {on: month_of(on) for on in {on for _wish, on, _slot in found}}
    return {
        "source": [wish.source for wish, _on, _slot in found],
        "customer_id": [wish.customer_id for wish, _on, _slot in found],
        "purpose": purpose,
        "state": [TouchState.FREE if slot is None else TouchState.COUNTED for _wish, _on, slot in found],
        "on": [on for _wish, on, _slot in found],
        "month": [months[on] for _wish, on, _slot in found],
        "slot": [slot for _wish, _on, slot in found],
        "wanted_on": [wish.wanted_on for wish, _on, _slot in found],
    }


def _rows_of(claims: Iterable[Claim]) -> QuerySet[ContactTouch]:
    return ContactTouch.objects.filter(source__in=[one.source for one in claims])


def _holds(row: ContactTouch | None, claim: Claim) -> bool:
    """Whether the contact has its place already; the day may differ within the month."""
    if row is None or row.state not in (TouchState.COUNTED, TouchState.FREE, TouchState.SAFETY, TouchState.AGREED):
        return False
    if row.month != month_of(claim.on):
        return False
    if row.on != claim.on:
        row.on = claim.on
        row.save(update_fields=["on"])
    return True


def _try(
    left: Sequence[Claim], known: dict[str, ContactTouch], caps: dict[date, Cap]
) -> tuple[set[str], list[Claim], list[Claim]]:
    """Try each claim once: those let through, refused, and beaten by somebody at the same moment."""
    taken = taken_slots({one.key for one in left})
    wanted, refused = list[ContactTouch](), list[Claim]()
    for one in left:
        row = _row(one, known.get(one.source), taken[one.key], caps[one.on])
        if row is None:
            refused.append(one)
        else:
            wanted.append(row)
            taken[one.key].add(row.slot or 0)
            taken[one.key].discard(0)
    written = _write(wanted)
    by_source = {one.source: one for one in left}
    raced = [by_source[row.source] for row in wanted if row.source not in written]
    return written, refused, raced


def _row(claim: Claim, row: ContactTouch | None, taken: Collection[int], cap: Cap) -> ContactTouch | None:
    """The row as it is to be written; None if the month is full."""
    state, slot = claim.excused, None
    if claim.excused != TouchState.SAFETY:
        if not cap.counts(claim.purpose):
            state = TouchState.FREE
        elif slot := free_slot(taken, cap.per_month):
            state = TouchState.COUNTED
        elif not claim.excused:
            return None
    row = row or ContactTouch(source=claim.source, wanted_on=claim.wanted_on or claim.on)
    row.customer_id, row.purpose, row.state, row.slot = claim.customer_id, claim.purpose, state, slot
    row.on, row.month = claim.on, month_of(claim.on)
    return row


def _write(rows: Sequence[ContactTouch]) -> set[str]:
    """Write the rows whose place nobody else has taken meanwhile; returns their sources."""
    written = create_new(ContactTouch, [row for row in rows if row.pk is None], key="source")
    for row in rows:
        if row.pk is not None and _saved(row):
            written.add(row.source)
    return written


def _saved(row: ContactTouch) -> bool:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        return False
    return True


def _note(refused: Iterable[Claim], known: dict[str, ContactTouch], state: str) -> None:
    """Note who was contacted enough."""
    new = list[ContactTouch]()
    for one in refused:
        on = month_after(one.on) if state == TouchState.WAITING else one.on
        row = known.get(one.source) or ContactTouch(source=one.source, wanted_on=one.wanted_on or one.on)
        row.customer_id, row.purpose, row.state, row.slot = one.customer_id, one.purpose, state, None
        row.on, row.month = on, month_of(on)
        if row.pk is None:
            new.append(row)
        else:
            row.save()
    ContactTouch.objects.bulk_create(new, ignore_conflicts=True, batch_size=500)


@transaction.atomic
def drop(*, sources: Collection[str], actor: Actor = None, now: datetime) -> None:
    """Give back the places of contacts that did not take place."""
    ContactTouch.objects.filter(source__in=sources).update(state=TouchState.DROPPED, slot=None)


@transaction.atomic
def join(*, kept: Customer, gone: Customer, actor: Actor, now: datetime) -> None:
    """Before two customers become one: what was a place of the same month goes behind, because both were contacted."""
    rows = lock_all(ContactTouch.objects.filter(customer=gone, slot__isnull=False))
    taken = taken_slots({(kept.pk, row.month) for row in rows})
    theirs = taken_slots({(gone.pk, row.month) for row in rows})
    for row in rows:
        if row.slot in taken[(kept.pk, row.month)]:
            row.slot = spare_slot(taken[(kept.pk, row.month)] | theirs[(gone.pk, row.month)])
            theirs[(gone.pk, row.month)].add(row.slot)
            row.save(update_fields=["slot"])
