"""Keeps the stored end of each warranty equal to what the rule reckons from the facts (A2)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from aftersales.staff.models import Actor
from aftersales.store.dates import company_date
from aftersales.store.sweeping import each
from aftersales.store.writing import delete_with_history, lock, save_with_history

from ..models import Customer, Purchase, RepairStay
from ..queries.rules import terms
from ..queries.warranties import facts_of, stored_reasons
from ..rules.warranty import Terms, warranty


def reckon(*, sold: Purchase, now: datetime, actor: Actor = None, known: list[Terms] | None = None) -> bool:
    """Set the end of the warranty, and why. Does not save. Returns whether it changed."""
    before = (sold.warranty_until, sold.warranty_reasons)
    found = warranty(facts_of(sold), terms() if known is None else known, company_date(now))
    sold.warranty_until, sold.warranty_reasons = found.ends_on, stored_reasons(found)
    return (sold.warranty_until, sold.warranty_reasons) != before


@transaction.atomic
def reckon_again(*, purchase_ids: Iterable[int], actor: Actor, now: datetime) -> int:
    """Reckon the ends of these purchases after a fact has changed. Returns how many ends changed."""
    changed, known = 0, terms()
    for pk in sorted(purchase_ids):
        sold = lock(Purchase.objects.select_related("product"), pk=pk)
        if reckon(sold=sold, now=now, known=known):
            save_with_history(sold, actor=actor, reason="warranty reckoned")
            changed += 1
    return changed


@transaction.atomic
def set_repair_stays(
    *, purchase_id: int, source: str, stays: Iterable[tuple[date, date | None]], actor: Actor, now: datetime
) -> None:
    """Set the days on which the company had this purchase for repair on one ticket, and reckon the warranty again. The
    caller (fulfilment) checks the permission."""
    # As whoever corrects a purchase: the customer first.
    lock(Customer, purchases=purchase_id)
    known = {row.first: row for row in RepairStay.objects.filter(purchase=purchase_id, source=source)}
    wanted = dict(stays)
    if {first: row.last for first, row in known.items()} == wanted:
        return
    for first in known.keys() - wanted.keys():
        delete_with_history(known[first], actor=actor, reason="repair corrected")
    for first, last in wanted.items():
        row = known.get(first) or RepairStay(purchase_id=purchase_id, source=source, first=first)
        if row.pk is None or row.last != last:
            row.last = last
            save_with_history(row, actor=actor, reason="repair")
    reckon_again(purchase_ids=[purchase_id], actor=actor, now=now)


def sweep_repairs(*, now: datetime, actor: Actor = None) -> int:
    """Prolong the warranties of what is in repair now, day by day. Safe to repeat."""
    ids = RepairStay.objects.filter(last=None).order_by("purchase").values_list("purchase", flat=True).distinct()
    return each(ids, lambda pk: reckon_again(purchase_ids=[pk], actor=actor, now=now))
